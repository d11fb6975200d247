# Clocks go forward, sleeping waits, wrong arguments are refused.
import time

def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    f, g = getattr(time, name), getattr(time, name + "_ns")
    a, b = f(), f()
    print(name, type(a), b >= a, type(g()), abs(g() / 1e9 - f()) < 1, time.get_clock_info(name))
start = time.monotonic()
time.sleep(0.02)
print(0.02 <= time.monotonic() - start < 5)
time.sleep(0)
for bad in (-1, "a", 1e30, float("nan"), None):
    show(lambda: time.sleep(bad))
show(lambda: time.get_clock_info("x"))
print(time.clock_gettime(time.CLOCK_REALTIME) > 1e9, time.clock_getres(0))
show(lambda: time.clock_gettime(99))
show(lambda: time.clock_gettime("a"))
