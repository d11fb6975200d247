# signal.signal, raise_signal, alarms that interrupt sleep and read, KeyboardInterrupt.
import os, signal, time

def show(call):
    try:
        print(repr(call()))
    except BaseException as error:
        print(type(error).__name__, error)

def handler(number, frame):
    print("handler", signal.Signals(number).name, frame is not None)

show(lambda: signal.getsignal(signal.SIGINT) is signal.default_int_handler)
show(lambda: signal.getsignal(signal.SIGPIPE))
show(lambda: signal.signal(signal.SIGUSR1, handler))
signal.raise_signal(signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGUSR1)
show(lambda: signal.raise_signal(signal.SIGINT))
show(lambda: signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler)
signal.raise_signal(signal.SIGUSR1)
show(lambda: signal.signal(signal.SIGUSR1, signal.SIG_DFL))
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.05)
start = time.monotonic()
time.sleep(0.15)
print(time.monotonic() - start >= 0.15)
class Alarm(Exception): pass
def raising(number, frame): raise Alarm("rang")
signal.signal(signal.SIGALRM, raising)
r, w = os.pipe()
signal.setitimer(signal.ITIMER_REAL, 0.05)
show(lambda: os.read(r, 1))
signal.setitimer(signal.ITIMER_REAL, 0.05)
show(lambda: time.sleep(5))
def spin():
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    while True:
        pass
show(spin)
show(lambda: signal.signal(0, handler))
show(lambda: signal.signal(signal.SIGKILL, handler))
show(lambda: signal.signal(signal.SIGUSR1, 5))
show(lambda: signal.strsignal(9))
show(lambda: signal.getsignal(99))
show(lambda: len(signal.valid_signals()))
show(lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2]))
signal.signal(signal.SIGUSR2, handler)
signal.raise_signal(signal.SIGUSR2)
show(signal.sigpending)
show(lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR2]))
show(lambda: signal.set_wakeup_fd(r))
