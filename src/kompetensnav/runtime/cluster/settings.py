"""Where the cluster is and how it is reached: the environment, and TLS for everything that leaves this machine."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError, Problem

if TYPE_CHECKING:
    from distributed import Security

_PREFIX = "KOMPETENSNAV_CLUSTER_"
_GONE = {"cluster.unreachable", "cluster.no-workers", "cluster.lost", "cluster.worker-died"}
_TIMEOUT = 10.0  # seconds: a scheduler that is there answers within one


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """``scheduler`` is an address such as ``tls://host:8786``; ``folder`` any place that fsspec can open.

    ``timeout`` is how many seconds may pass without an answer from the scheduler, or without any worker. With
    ``or_local`` this machine does the work where the cluster is not there.
    """

    scheduler: str
    folder: str
    ca: str = ""
    certificate: str = ""
    key: str = ""
    timeout: float = _TIMEOUT
    or_local: bool = False

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """What KOMPETENSNAV_CLUSTER_ says with SCHEDULER, FOLDER, CA, CERT, KEY, TIMEOUT and OR_LOCAL."""

        def said(name: str) -> str:
            return environment.get(_PREFIX + name, "").strip()

        return cls(
            scheduler=said("SCHEDULER"),
            folder=said("FOLDER") or str(home() / "cluster" / "people"),
            ca=said("CA"),
            certificate=said("CERT"),
            key=said("KEY"),
            timeout=_seconds(said("TIMEOUT")),
            or_local=said("OR_LOCAL") in ("1", "yes", "true"),
        )

    def at(self, scheduler: str, or_local: bool = False) -> Self:
        """The same, with another scheduler where one is named, and with this machine where that is allowed."""
        return replace(self, scheduler=scheduler or self.scheduler, or_local=or_local or self.or_local)

    def may_do_without(self, error: InputError) -> bool:
        """Whether the cluster is not there, or not any more, and this machine may do the work."""
        return self.or_local and error.problems[0].code in _GONE

    def below(self, name: str) -> Self:
        """The same, with a folder of its own for one region's people."""
        return replace(self, folder=f"{self.folder.rstrip('/')}/{name}")

    def security(self) -> "Security | None":
        """Certificates for a ``tls`` address; None for an address on this machine without TLS.

        Raises InputError: ``cluster.no-scheduler``, ``cluster.odd-address``, ``cluster.not-encrypted`` for an
        address elsewhere without TLS (whoever reaches a scheduler may run anything on its workers, and the
        certificates are what keeps others out), ``cluster.no-certificate``.
        """
        scheme, host = self._parts()
        if scheme == "tcp":
            if not _is_this_machine(host):
                raise InputError(Problem("cluster.not-encrypted", values={"address": self.scheduler}))
            return None
        files = {"CA": self.ca, "CERT": self.certificate, "KEY": self.key}
        missing = [_PREFIX + name for name, file in files.items() if not file or not Path(file).is_file()]
        if missing:
            raise InputError(Problem("cluster.no-certificate", values={"names": ", ".join(missing)}))
        from distributed import Security  # comes with the extra "cluster"; the settings are asked without it too

        return Security(
            tls_ca_file=self.ca,
            tls_client_cert=self.certificate,
            tls_client_key=self.key,
            require_encryption=True,
        )

    def _parts(self) -> tuple[str, str]:
        if not self.scheduler:
            raise InputError(Problem("cluster.no-scheduler"))
        try:
            parts = urlsplit(self.scheduler)
            known = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port
        except ValueError:
            known = False
        if not known:
            raise InputError(Problem("cluster.odd-address", values={"address": self.scheduler}))
        return parts.scheme, parts.hostname or ""


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _seconds(text: str) -> float:
    try:
        seconds = float(text or _TIMEOUT)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise InputError(Problem("cluster.odd-timeout", values={"found": text}))
    return seconds
