"""Golden values of tf-idf rows by scikit-learn, for FeedbackTests/TextVectorizerTests.

Documents hold no punctuation but apostrophes, so that the two ideas of a word agree.
Run: python3 tfidf.py > tfidf.json
"""
import json

from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

documents = [
    "The staff were kind and the nurse explained everything",
    "Waiting room was cold and the waiting time was too long",
    "Caf\u00e9 staff were kind",
    "Too long too long waiting for the nurse",
    "don't wait in the cold",
    "\u0421\u043f\u0430\u0441\u0438\u0431\u043e nurse \u0421\u041f\u0410\u0421\u0418\u0411\u041e",
    "",
]
word = r"(?u)\w+(?:'\w+)*"


def rows(vectorizer):
    matrix = vectorizer.fit_transform(documents).tocsr()
    names = vectorizer.get_feature_names_out()
    out = []
    for d in range(matrix.shape[0]):
        row = {names[j]: float(x) for j, x in zip(matrix[d].indices, matrix[d].data)}
        out.append(dict(sorted(row.items())))
    return {"terms": sorted(names, key=lambda s: s.encode()), "rows": out}


common = dict(token_pattern=word, strip_accents=None)
print(json.dumps({
    "documents": documents,
    "words": rows(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, **common)),
    "wordsOfTwoDocuments": rows(
        TfidfVectorizer(ngram_range=(1, 3), min_df=2, sublinear_tf=False, **common)),
    "characters": rows(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
    "counts": rows(CountVectorizer(ngram_range=(1, 2), **common)),
}, indent=1, ensure_ascii=False))
