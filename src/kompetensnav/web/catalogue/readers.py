"""Which reader reads which file."""

from collections.abc import Callable, Mapping

from kompetensnav.apps.education.enums import Source
from kompetensnav.apps.education.rows import ProgrammeRow
from kompetensnav.integrations.catalogue_file import read as read_template
from kompetensnav.integrations.emil import read as read_emil
from kompetensnav.integrations.myh import read as read_myh
from kompetensnav.integrations.sundsvall import read as read_sundsvall
from kompetensnav.runtime.problems import Problem

Reader = Callable[[bytes, str], tuple[list[ProgrammeRow], list[Problem]]]

READERS: Mapping[Source, Reader] = {
    Source.TEMPLATE: read_template,
    Source.SUNDSVALL: read_sundsvall,
    Source.MYH: read_myh,
    Source.EMIL: read_emil,
}
