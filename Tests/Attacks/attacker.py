"""The process that attacks, as the harness sees it."""

import json
import os
import subprocess
import sys

from job import Failure

HERE = os.path.dirname(os.path.abspath(__file__))


class Attacker:
    """The process that attacks."""

    def __init__(self, bench, endpoint, identity_path, by, seconds, scale, is_sink=False):
        arguments = [
            sys.executable, os.path.join(HERE, "attack.py"), endpoint, identity_path, str(seconds),
            "--by", by, "--scale", str(scale)]
        with open(os.path.join(bench.folder, "attacker.err"), "wb") as errors:
            self.process = subprocess.Popen(
                arguments + (["--sink"] if is_sink else []), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=errors, text=True)
        self.errors_path = errors.name
        answer = self.process.stdout.readline().split()
        if answer[:1] != ["ready"]:
            raise Failure(f"the attacker did not get ready: {self._errors()}")
        self.endpoint = answer[1] if len(answer) > 1 else None

    def begin(self, name):
        try:
            self.process.stdin.write(name + "\n")
            self.process.stdin.flush()
        except OSError:
            pass  # What became of it shows in the result.

    def result(self):
        """What it has done, when it is done."""
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"failed": self._errors()}

    def end(self):
        try:
            self.process.stdin.close()
            self.process.wait(2)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()

    def _errors(self):
        with open(self.errors_path, encoding="utf-8", errors="replace") as file:
            return file.read()[-300:].strip()
