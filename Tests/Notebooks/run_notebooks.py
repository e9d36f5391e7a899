#!/usr/bin/env python3
"""Run every code cell of every notebook below a folder, in order.

Each notebook runs in a process of its own, in its own folder, with nothing but
the standard library. A cell that raises fails the run and is named.
The environment variable APPORTION names the program the notebooks call.
"""
import json
import subprocess
import sys
from pathlib import Path

CELL_MARK = "__cell__"


def script_of(notebook: Path) -> str:
    """One Python script from the code cells; it says which cell it is in."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    parts = ["import sys"]
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        code = compile(source, f"{notebook.name} cell {number}", "exec")
        del code  # only to name the cell of a syntax error
        parts.append(f"{CELL_MARK} = {number}")
        parts.append(f"exec(compile({source!r}, 'cell {number}', 'exec'), globals())")
    return "\n".join(parts)


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "Notebooks")
    notebooks = sorted(folder.rglob("*.ipynb"))
    if not notebooks:
        print(f"run_notebooks.py: no notebooks below {folder}", file=sys.stderr)
        return 66
    failed = 0
    for notebook in notebooks:
        done = subprocess.run([sys.executable, "-c", script_of(notebook)],
                              cwd=notebook.parent, text=True,
                              capture_output=True, timeout=900, check=False)
        good = done.returncode == 0
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'}  {notebook}")
        if not good:
            print(done.stdout[-2000:], done.stderr[-4000:], sep="\n")
    print(f"notebooks: {len(notebooks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
