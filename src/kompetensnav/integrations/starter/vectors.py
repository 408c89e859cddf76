"""Where the vectors of the starter's labels lie; ``script/starter-vectors`` makes them anew when labels change."""

from pathlib import Path

STARTER_VECTORS = Path(__file__).resolve().parent / "data" / "vectors.npz"
