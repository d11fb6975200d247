# subprocess over _posixsubprocess, os.system, os.fork, exit codes.
import os, subprocess, sys

print(subprocess.run(["/bin/echo", "hello"], capture_output=True).stdout)
print(subprocess.run(["/bin/sh", "-c", "cat; exit 3"], input=b"data", capture_output=True))
print(subprocess.check_output("echo $X", shell=True, env={"X": "from env"}, text=True))
print(subprocess.run(["pwd"], cwd="/usr", capture_output=True, text=True).stdout)
try:
    subprocess.run(["/nonexistent/program"])
except OSError as error:
    print(error)
try:
    subprocess.run(["pwd"], cwd="/nonexistent")
except OSError as error:
    print(error)
try:
    subprocess.run(["/bin/false"], check=True)
except subprocess.CalledProcessError as error:
    print(error)
p = subprocess.Popen(["/bin/sh", "-c", "kill -9 $$"])
print(p.wait(), p.returncode)
print(os.waitstatus_to_exitcode(os.system("exit 7")))
pid = os.fork()
if pid == 0:
    os._exit(5)
print(os.waitpid(pid, 0)[1] >> 8)
try:
    os.waitpid(pid, 0)
except ChildProcessError as error:
    print(error)
r, w = os.pipe()
p = subprocess.Popen(["/bin/sh", "-c", "echo passed >&%d" % w], pass_fds=[w])
p.wait()
os.close(w)
print(os.read(r, 100))
os.close(r)
