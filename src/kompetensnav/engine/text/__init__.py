"""Text as the engine sees it: folded forms, tokens with spans, stems, which language."""
