"""A cluster of three workers on this machine, as a program: ``python -m tests.runtime.cluster.local_cluster FOLDER``.

In a process of its own, since its sockets and threads are none of the tests' doing. Certificates are written to
FOLDER, then the address to standard output. It ends when its standard input does.
"""

import datetime
import ipaddress
import logging
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from distributed import LocalCluster, Security

WORKERS = 3
MEMORY = 512 * 2**20


def write_certificate(folder: Path) -> None:
    """A key, and a certificate that signs itself and so is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def main() -> None:
    folder = Path(sys.argv[1])
    write_certificate(folder)
    certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
    roles = {
        f"tls_{role}_{kind}": path
        for role in ("client", "scheduler", "worker")
        for kind, path in (("cert", certificate), ("key", key))
    }
    with LocalCluster(
        n_workers=WORKERS,
        threads_per_worker=1,
        memory_limit=MEMORY,
        host="127.0.0.1",
        protocol="tls://",
        security=Security(tls_ca_file=certificate, require_encryption=True, **roles),
        dashboard_address=None,
        worker_dashboard_address=None,
        silence_logs=logging.CRITICAL,
        local_directory=str(folder / "scratch"),
    ) as cluster:
        sys.stdout.write(cluster.scheduler_address + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
