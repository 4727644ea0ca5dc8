"""A machine that packages are chosen for, from another one."""

from __future__ import annotations

from dataclasses import dataclass

OLDEST_GLIBC = 17
"""Of what wheels still ask for (manylinux2014)."""

MACHINES = ("aarch64", "x86_64")


@dataclass(frozen=True)
class Target:
    """``python``: as (3, 13). ``machine``: as `uname -m`. ``glibc``: 36 for 2.36, the C library that is there."""

    python: tuple[int, int]
    machine: str
    glibc: int = 36

    @property
    def tag(self) -> str:
        """As in the name of a wheel: cp313."""
        return f"cp{self.python[0]}{self.python[1]}"

    def pip_options(self) -> list[str]:
        """What tells pip to take wheels for it, and nothing but wheels."""
        options = ["--only-binary", ":all:", "--implementation", "cp"]
        options += ["--python-version", f"{self.python[0]}.{self.python[1]}"]
        options += [word for abi in (self.tag, "abi3", "none") for word in ("--abi", abi)]
        ages = ["2014", *(f"_2_{minor}" for minor in range(OLDEST_GLIBC, self.glibc + 1))]
        return options + [word for age in ages for word in ("--platform", f"manylinux{age}_{self.machine}")]

    def markers(self) -> dict[str, str]:
        """The variables of environment markers (PEP 508) there."""
        version = f"{self.python[0]}.{self.python[1]}"
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{version}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{version}.0",
            "python_version": version,
            "sys_platform": "linux",
        }

    def __str__(self) -> str:
        return f"{self.tag} {self.machine}"
