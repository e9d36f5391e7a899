"""Writes open_data.csv: what pandas finds in files of open data, column by column.

Run: python3 open_data.py FOLDER_WITH_THE_FILES > open_data.csv
Each line: file, column, kind, rows, missing, summary. The summary is the sum of a
whole-number or double column, the count of distinct texts, and the first and last
moment of a time column in seconds since 1970.
"""
import sys

import pandas

MISSING = ["", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NaT", "NULL", "null", "None",
           "Unspecified", "-", ".", "?"]
TIMES = {"created", "closed", "due"}
FILES = ["sf_311_sample10k", "baltimore_311_sample10k", "chicago_sanitation_311",
         "nyc_animal_complaints_2025q1"]
print("file,column,kind,rows,missing,summary")
for name in FILES:
    frame = pandas.read_csv(f"{sys.argv[1]}/{name}.csv.gz", dtype=str, keep_default_na=False)
    for column in frame:
        texts = frame[column]
        stripped = texts.str.strip(" \t")
        kept = texts[~stripped.isin(MISSING)]
        missing = len(texts) - len(kept)
        if column in TIMES:
            seconds = pandas.to_datetime(kept, format="ISO8601")
            epoch = (seconds - pandas.Timestamp(0)) // pandas.Timedelta(seconds=1)
            dates = kept.str.len().max() == 10
            kind, summary = "date" if dates else "wall", f"{epoch.min()} {epoch.max()}"
        else:
            numbers = pandas.to_numeric(kept, errors="coerce")
            codes = kept.str.match(r"^[+-]?0\d").any()
            if len(kept) and numbers.notna().all() and not codes:
                whole = (numbers == numbers.round()).all() and not kept.str.contains("e").any()
                kind = "integer" if whole else "double"
                summary = str(int(numbers.sum())) if whole else repr(float(numbers.sum()))
            else:
                kind, summary = "text", str(kept.nunique())
        print(f"{name},{column},{kind},{len(texts)},{missing},{summary}")
