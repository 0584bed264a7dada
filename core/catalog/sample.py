"""placeholder"""
from datetime import date
from core.catalog.cells import Cells
from core.catalog.source import SheetKind
def sample_cells(kind: SheetKind, today: date, seed: int = 1) -> Cells:
    """placeholder"""
    raise NotImplementedError
