"""The playground's certificate authority: made anew for each playground, trusted only by commands that run in it.

With it the playground answers `https://sqs.us-east-1.amazonaws.com` itself. The keys are in memory and in the
playground's own folder, and go with it.
"""

from __future__ import annotations

import datetime
import ssl
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cloud-assist playground")])
_VALID = datetime.timedelta(days=365)
_SKEW = datetime.timedelta(days=1)
"""How far a clock may have been put back since the start."""


class Authority:
    """Signs one certificate for each host that is asked for."""

    def __init__(self, folder: Path) -> None:
        """Make the keys, and write the authority's certificate to `certificate`.

        Args:
            folder: private to this account; gets the authority's certificate and each host's key.
        """
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._host_key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = folder / "ca.pem"
        """PEM file for AWS_CA_BUNDLE and its like."""
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        self._issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
        built = (
            _builder(_NAME, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(identifier, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        self.certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
        self.context = lru_cache(maxsize=1024)(self._context)
        """Return the TLS context of a server that is the given host."""

    def _context(self, host: str) -> ssl.SSLContext:
        name = x509.DNSName(host)
        signed = (
            _builder(x509.Name([]), self._host_key)
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(self._issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        key = self._host_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Only a file can be loaded; its name is of no use to anybody, so one serves all.
        file = self._folder / "host.pem"
        file.write_bytes(key + signed.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file)
        return context


def _builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + _VALID)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
