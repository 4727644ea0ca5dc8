"""A whole mirror as its owner runs it: `kiosk run`, with the trainer's page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.trainer.served import free_port

LONGEST = 120.0
"""Seconds to wait for what must come."""


class Mirror:
    """`kiosk run` before ``camera``, with its page or without, keeping all that it keeps in ``folder``."""

    def __init__(self, folder: Path, page: bool = True, camera: str = "demo") -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / "settings.toml"
        self.config.write_text(
            f'[trainer]\nenabled = {str(page).lower()}\naddress = "127.0.0.1"\nport = {self.port}\n'
            f'[records]\ndatabase = "{folder}/records.sqlite"\n[effort]\nadapt = false\n'
        )
        self._environment = {
            **os.environ,
            "KIOSK_CONFIG": str(self.config),
            "RUNTIME_DIRECTORY": str(folder / "run"),
        }
        command = ["run", "--camera", camera, "--display", "offscreen", "--out", str(folder / "out")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *command],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log.txt").open("w"),
        )

    @property
    def address(self) -> str:
        """Of its page."""
        return f"https://127.0.0.1:{self.port}"

    def code(self) -> str:
        """That an owner gets in a terminal."""
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", "trainer", "code", "--owner"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found = re.search(r"\b(\d{3}) ?(\d{3})\b", done.stdout)
        assert found is not None, done.stdout
        return found[1] + found[2]

    def visit(self) -> httpx.Client:
        """A phone that is paired."""
        client = httpx.Client(base_url=self.address, verify=False, follow_redirects=True, timeout=20.0)
        until = time.monotonic() + LONGEST
        while True:
            try:
                answer = client.get("/pair")
                break
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        token = answer.text.split('name="csrf" value="')[1].split('"')[0]
        answer = client.post("/pair", data={"csrf": token, "code": self.code(), "name": "Ana"})
        assert answer.url.path == "/", answer.text
        return client
