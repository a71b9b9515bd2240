"""A backup as a file: a zip of one JSON line for each row, with a manifest of counts and checksums."""

import base64
import json
import os
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, cast

from storage.errors import StorageError
from storage.writing import Row

FORMAT = 1
_MANIFEST = "manifest.json"
_BYTES = "$bytes"
_DAMAGED = "“{}” is no whole backup of Microcoach: nothing was changed. Take another one."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup: the schema's ``revision``, rows and checksum of each table."""

    revision: str
    at: int
    tables: Mapping[str, Mapping[str, Any]]


class Writing:
    """A backup in the making; it appears under its name when it is whole."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.tables: dict[str, dict[str, Any]] = {}

    @contextmanager
    def table(self, name: str) -> Generator["Lines"]:
        with self._file.open(_member(name), "w", force_zip64=True) as member:
            lines = Lines(cast("Any", member).write)
            yield lines
        self.tables[name] = {"rows": lines.rows, "sha256": lines.digest.hexdigest()}

    def manifest(self, revision: str, at: int) -> None:
        document = {"format": FORMAT, "revision": revision, "at": at, "tables": self.tables}
        self._file.writestr(_MANIFEST, json.dumps(document, indent=1))


class Lines:
    """The rows of one table, as they are written."""

    def __init__(self, write: Any) -> None:  # noqa: ANN401 - a binary file's method
        self._write = write
        self.rows = 0
        self.digest = sha256()

    def add(self, row: Row) -> None:
        line = json.dumps({name: _plain(value) for name, value in row.items()}).encode() + b"\n"
        self._write(line)
        self.digest.update(line)
        self.rows += 1


@contextmanager
def write(path: Path) -> Generator[Writing]:
    """For its owner's eyes only; whatever goes wrong leaves nothing behind."""
    draft = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
            yield Writing(file)
        draft.replace(path)
    except OSError as error:
        raise StorageError(f"The backup can't be written to {path} ({error.strerror}).") from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def read(path: Path) -> Generator["Reading"]:
    """A backup that is whole. Raises StorageError for anything else."""
    try:
        with zipfile.ZipFile(path) as file:
            reading = Reading(file, _manifest_of(file, path))
            reading.verify()
            yield reading
    except OSError as error:
        raise StorageError(f"{path} can't be read ({error.strerror}).") from error
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise StorageError(_DAMAGED.format(path.name)) from error


@dataclass(frozen=True, slots=True)
class Reading:
    _file: zipfile.ZipFile
    manifest: Manifest

    def verify(self) -> None:
        """Every line of every table, before anything is changed."""
        for name, told in self.manifest.tables.items():
            digest, rows = sha256(), 0
            with self._file.open(_member(name)) as member:
                for line in member:
                    digest.update(line)
                    rows += 1
            if (rows, digest.hexdigest()) != (told["rows"], told["sha256"]):
                raise ValueError(name)

    def rows(self, name: str, portion: int) -> Iterator[Sequence[Row]]:
        with self._file.open(_member(name)) as member:
            while lines := list(islice(member, portion)):
                yield [{key: _value(value) for key, value in json.loads(line).items()} for line in lines]


def _manifest_of(file: zipfile.ZipFile, path: Path) -> Manifest:
    raw = json.loads(file.read(_MANIFEST))
    if raw["format"] != FORMAT:
        raise StorageError(f"“{path.name}” was written by a newer version of Microcoach. Restore it with that version.")
    return Manifest(str(raw["revision"]), int(raw["at"]), dict(raw["tables"]))


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _plain(value: object) -> object:
    return {_BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(raw: object) -> object:
    return base64.b64decode(cast("dict[str, str]", raw)[_BYTES]) if isinstance(raw, dict) else raw
