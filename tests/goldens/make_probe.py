#!/usr/bin/env python3
"""Writes probe.json: multinomial logistic regression by scikit-learn on generated points, which
tst_linear_probe compares Fovea's with. Run with .venv-reference/bin/python."""
import json
import os

import numpy as np
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(5)
classes, dim, count = 4, 6, 60
labels = rng.integers(0, classes, count)
centers = rng.normal(size=(classes, dim))
features = (centers[labels] + rng.normal(size=(count, dim))).round(4)
cases = []
for strength in (0.01, 1.0, 30.0):
    model = LogisticRegression(C=1 / strength, max_iter=10000, tol=1e-10).fit(features, labels)
    cases.append({"lambda": strength, "shares": model.predict_proba(features).round(7).tolist()})
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "probe.json"), "w") as file:
    json.dump({"classes": classes, "features": features.tolist(), "labels": labels.tolist(),
               "cases": cases}, file, indent=None, separators=(",", ":"))
    file.write("\n")
