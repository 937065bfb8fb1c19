"""Bare machines that become servers, as an admin sees them.

Usage: provisioning.py PORTAL_URL HOSTS HOSTS_SCRIPT KEY, with the admin's Authorization header in BENCH_AUTHORIZATION. HOSTS has
lines "name address" of booted machines, HOSTS_SCRIPT runs commands on them, KEY is the file with root's private key there. The
first one joins by one command, the second one over SSH, and then all others at once. Prints one line of JSON with the figures at the
end.
"""
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

PATIENCE_SECONDS = 1200
BETWEEN_LOOKS = 0.2


class Portal:

    def __init__(self, url):
        self.url = url

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method, headers={
            "Authorization": os.environ["BENCH_AUTHORIZATION"], "Accept": "application/json",
            "Content-Type": "application/json"}, data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def get(self, method, path, body=None, wanted=(200, 201, 202)):
        status, answer = self.ask(method, path, body)
        if status not in wanted:
            raise SystemExit(f"{method} {path}: {status} {answer}")
        return answer

    def green(self):
        return {server["alias"] for server in self.get("GET", "/fleet")["servers"] if server["state"] == "live"}

    def job(self, number):
        return self.get("GET", f"/jobs/{number}")


def until(condition):
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise SystemExit("waited in vain")
        time.sleep(BETWEEN_LOOKS)


def by_command(portal, name, address, script):
    portal.get("POST", "/servers", {"alias": name, "host": address})
    began = time.monotonic()
    command = portal.get("POST", f"/servers/{name}/enrolment")["command"].replace("sudo sh", "sh")
    ran = subprocess.run([script, "exec", name, "bash", "-c", command], capture_output=True, text=True, timeout=600)
    if ran.returncode != 0:
        raise SystemExit(f"the command failed on {name}: {ran.stdout[-2000:]} {ran.stderr[-2000:]}")
    until(lambda: name in portal.green())
    return time.monotonic() - began


def over_ssh(portal, machines, key):
    """Their host keys are looked at before the time begins, as a person would look at them."""
    login = {"ssh_user": "root", "ssh_private_key": key}
    seen = portal.get("POST", "/provision", login | {"hosts": [f"{name},{address}" for name, address in machines]}, (409,))
    began = time.monotonic()
    jobs = [made["job_id"] for made in portal.get("POST", "/provision", login | {"hosts": seen["hosts"]})["jobs"]]
    until(lambda: all(portal.job(job)["state"] != "running" for job in jobs))
    ended = [portal.job(job) for job in jobs]
    failed = [job for job in ended if job["state"] != "succeeded"]
    for job in failed:
        print(job["alias"], [step for step in job["steps"] if step["state"] == "failed"])
    until(lambda: len(failed) + len({name for name, _ in machines} & portal.green()) >= len(machines))
    return time.monotonic() - began, len(failed)


def main():
    url, hosts, script, key = sys.argv[1:]
    portal = Portal(url)
    machines = [tuple(line.split()) for line in pathlib.Path(hosts).read_text().splitlines()]
    key = pathlib.Path(key).read_text()
    command_seconds = by_command(portal, *machines[0], script)
    ssh_seconds, ssh_failed = over_ssh(portal, machines[1:2], key)
    many_seconds, failed = over_ssh(portal, machines[2:], key)
    print(json.dumps({"command_seconds": round(command_seconds, 1), "ssh_seconds": round(ssh_seconds, 1),
                      "many": len(machines) - 2, "many_seconds": round(many_seconds, 1), "failed": failed + ssh_failed}))


main()
