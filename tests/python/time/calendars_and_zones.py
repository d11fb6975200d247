# gmtime, localtime, mktime, strftime, strptime, asctime in several zones.
import os, time

def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)

for zone in ("UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT", "<+0530>-5:30", "Europe/Berlin", "America/New_York"):
    os.environ["TZ"] = zone
    time.tzset()
    print(zone, time.timezone, time.altzone, time.daylight, time.tzname)
    for moment in (0, 10**9, 1711846800, 1729990800, -10**9, 4102444800):
        t = time.localtime(moment)
        print(tuple(t), t.tm_zone, t.tm_gmtoff, time.mktime(t), time.strftime("%Z %z", t))
os.environ["TZ"] = "UTC0"
time.tzset()
print(time.gmtime(951782400.9))
t = (2001, 9, 9, 1, 46, 40, 6, 252, 0)
for letter in "aAbBcCdDeFgGhHIjklmMnpPrRsSTtuUVwWxXyYzZ%fJqoE":
    print(letter, repr(time.strftime("%" + letter, t)))
for text in ("%5d", "%-d", "%_d", "%0e", "%^a", "%Ey", "%10Y", "a%", "\u00e9%Y\u00fc", "x\0%Y", "%Q"):
    print(repr(text), repr(time.strftime(text, t)))
for year in (1, 999, 12345, -5):
    print(year, time.strftime("%Y", (year, 1, 1, 0, 0, 0, 0, 1, 0)), time.asctime((year, 1, 1, 0, 0, 0, 0, 1, 0)))
for bad in ((2000, 13, 1, 0, 0, 0, 0, 0, 0), (2000, 1, 32, 0, 0, 0, 0, 0, 0), (2000, 1, 1, 24, 0, 0, 0, 0, 0),
            (2000, 1, 1, 0, 60, 0, 0, 0, 0), (2000, 1, 1, 0, 0, 62, 0, 0, 0), (2000, 1, 1, 0, 0, 0, -2, 0, 0),
            (2000, 1, 1, 0, 0, 0, 0, 367, 0), (1, 2), 5, ("a",) * 9, (2**40,) * 9):
    show(lambda: time.strftime("%Y", bad))
show(lambda: time.mktime((2000, 14, 35, 25, 61, 61, 0, 0, -1)))
show(lambda: time.gmtime("a"))
show(lambda: time.gmtime(1e20))
show(lambda: time.gmtime(2**60))
show(lambda: time.gmtime(float("nan")))
print(time.strptime("30 Nov 2000 12:34", "%d %b %Y %H:%M"))
show(lambda: time.strptime("x", "%d"))
print(time.asctime(time.gmtime(0)), time.ctime(0))
print(time.struct_time(range(9)), time.struct_time(range(11)).tm_gmtoff)
show(lambda: time.struct_time((1, 2)))
