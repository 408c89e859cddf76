"""A small taxonomy for tests of linking: Swedish and English words of a few occupations and skills."""

from kompetensnav.engine.linking.lexicon import Lexicon, build_lexicon
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer

LABELS: tuple[tuple[str, Kind, str, str], ...] = (
    ("occ:industrielektriker", Kind.OCCUPATION, "Industrielektriker|Driftelektriker", "Industrial electrician"),
    ("occ:elektriker", Kind.OCCUPATION, "Elektriker|Elmontör", "Electrician"),
    ("occ:svetsare", Kind.OCCUPATION, "Svetsare", "Welder"),
    ("occ:sjukskoterska", Kind.OCCUPATION, "Sjuksköterska, grundutbildad|Sjuksköterska", "Nurse"),
    ("occ:mekaniker", Kind.OCCUPATION, "Mekaniker", "Mechanic"),
    ("skill:plc", Kind.SKILL, "PLC-programmering|PLC", "PLC programming"),
    ("skill:svetsning", Kind.SKILL, "Svetsning", "Welding"),
    ("skill:csharp", Kind.SKILL, "C#", "C#"),
)


def graph_and_lexicon() -> tuple[TaxonomyGraph, Lexicon]:
    layer = Layer("starter")
    for concept, kind, swedish, english in LABELS:
        layer.concepts.append(ConceptRecord(concept, kind, "starter"))
        for language, names in (("sv", swedish), ("en", english)):
            for i, name in enumerate(names.split("|")):
                rank = LabelKind.ALTERNATIVE if i else LabelKind.PREFERRED
                layer.labels.append(LabelRecord(concept, language, name, rank))
    graph = compose("t", [layer]).graph
    return graph, build_lexicon(graph)


def linker() -> Linker:
    return Linker(*graph_and_lexicon())
