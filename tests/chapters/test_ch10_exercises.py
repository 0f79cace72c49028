"""Chapter 10: answers to its exercises as students write them, right and wrong."""

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn import Adam, Dense, GaussianSample, Sequential, SquaredError, elbo, train
from course_nn.chapters.ch10_autoencoders.bug_hunt import KINDS
from course_nn.exercises import EXERCISES, check


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


DRAW = (
    "reparametrize",
    [
        "sigma = np.exp(0.5 * log_variance)\nreturn mean + sigma * eps, dz, 0.5 * sigma * eps * dz",
        "sigma = np.sqrt(np.exp(log_variance))\nz = mean + eps * sigma\nreturn z, dz.copy(), dz * (z - mean) / 2",
        "variance = np.exp(log_variance)\nd_variance = dz * eps / (2 * variance**0.5)\n"
        "return mean + variance**0.5 * eps, 1.0 * dz, d_variance * variance",
        "sigma = np.exp(log_variance / 2)\nd_sigma = dz * eps\nreturn [sigma * eps + mean, dz, d_sigma * sigma / 2]",
        "return np.stack([mean + np.exp(log_variance / 2) * eps, dz, dz * eps * np.exp(log_variance / 2) / 2])",
        """
        import math
        z, dm, dl = np.zeros(mean.shape), np.zeros(mean.shape), np.zeros(mean.shape)
        for i in range(mean.shape[0]):
            for j in range(mean.shape[1]):
                s = math.exp(log_variance[i, j] / 2)
                z[i, j] = mean[i, j] + s * eps[i, j]
                dm[i, j] = dz[i, j]
                dl[i, j] = dz[i, j] * eps[i, j] * s / 2
        return z, dm, dl
        """,
        """
        from course_nn import GaussianSample
        class Given(np.random.Generator):
            def standard_normal(self, size=None, dtype=None):
                return eps
        z, backward = GaussianSample(Given(np.random.PCG64(0))).forward(np.hstack([mean, log_variance]), train=True)
        return z, *np.hsplit(backward(dz), 2)
        """,
    ],
    [
        ("np.exp(0.5 * log_variance)", "np.exp(log_variance)", "times the variance"),
        ("np.exp(0.5 * log_variance)", "log_variance", "times the logarithm"),
        ("np.exp(0.5 * log_variance)", "0.5 * log_variance", "times half the logarithm"),
        ("np.exp(0.5 * log_variance)", "0.5 * np.exp(log_variance)", "halved outside"),
        ("np.exp(0.5 * log_variance)", "np.sqrt(np.exp(0.5 * log_variance))", "the root taken twice"),
        ("np.exp(0.5 * log_variance)", "np.exp(2 * log_variance)", "exp of twice the logarithm"),
        ("np.exp(0.5 * log_variance)", "np.exp(-0.5 * log_variance)", "the inverse of sigma"),
        ("np.exp(0.5 * log_variance)", "np.sqrt(np.abs(log_variance))", "value"),
        ("np.exp(0.5 * log_variance)", "np.sqrt(log_variance)", "value"),
        ("mean + sigma * eps", "sigma * eps", "no mean"),
        ("mean + sigma * eps", "mean + sigma", "no eps"),
        ("mean + sigma * eps", "mean + eps", "no sigma"),
        ("mean + sigma * eps", "mean", "the mean alone"),
        ("mean + sigma * eps", "(mean + eps) * sigma", "mean stretched as well"),
        ("mean + sigma * eps", "mean - sigma * eps", "eps subtracted"),
        ("mean + sigma * eps", "mean * sigma * eps", "times the mean"),
        ("mean + sigma * eps", "mean + sigma * eps[0]", "one eps for the batch"),
        ("mean + sigma * eps", "mean + sigma * eps[:, :1]", "one eps for the codes"),
        ("mean + sigma * eps", "mean + sigma @ eps", "error"),
        ("mean + sigma * eps", "np.random.default_rng(0).normal(mean, sigma)", "another z"),
        ("mean + sigma * eps", "mean + sigma * np.random.default_rng(3).normal(size=mean.shape)", "another z"),
        ("mean + sigma * eps", "mean + sigma * eps.mean()", "another z"),
        ("mean + sigma * eps", "(mean + sigma) * eps", "sigma times eps and the mean times eps"),
        ("mean + sigma * eps", "mean.mean() + sigma * eps", "another z"),
        *(
            ("sigma = ", f"log_variance = np.clip(log_variance, {low}, {high})\nsigma = ", "wrong for extreme")
            for low, high in ((-10, 10), (-30, 20), (-30, 1000), (-1000, 50))
        ),
        ("np.exp(0.5 * log_variance)", "np.minimum(np.exp(0.5 * log_variance), 1e4)", "wrong for extreme"),
        ("np.exp(0.5 * log_variance)", "np.sqrt(np.exp(log_variance) + 1e-8)", "wrong for extreme"),
        ("mean + sigma * eps", "np.clip(mean, -10, 10) + sigma * eps", "another z"),
        ("sigma = ", "eps = np.clip(eps, -3, 3)\nsigma = ", "value"),
        ("dz, 0.5", "np.clip(dz, -5, 5), 0.5", "value"),
        ("dz, 0.5", "np.ones_like(dz), 0.5", "d_mean without dz"),
        ("dz, 0.5", "1, 0.5", "shape"),
        ("dz, 0.5 * sigma * eps * dz", "np.ones_like(dz), 0.5 * sigma * eps", "no dz"),
        ("dz, 0.5 * sigma * eps * dz", "0.5 * sigma * eps * dz, dz", "gradients exchanged"),
        ("dz, 0.5", "dz * eps, 0.5", "d_mean times eps"),
        ("dz, 0.5", "dz * sigma, 0.5", "d_mean times sigma"),
        ("dz, 0.5", "dz * mean, 0.5", "d_mean times the mean"),
        ("dz, 0.5", "0 * dz, 0.5", "d_mean is 0"),
        ("dz, 0.5", "0 * dz + dz.mean(0), 0.5", "d_mean is the mean of the batch"),
        ("dz, 0.5", "dz.sum(axis=0), 0.5", "shape"),
        ("dz, 0.5", "-dz, 0.5", "sign"),
        ("0.5 * sigma * eps * dz", "sigma * eps * dz", "without the half"),
        ("0.5 * sigma * eps * dz", "0.5 * eps * dz", "without sigma"),
        ("0.5 * sigma * eps * dz", "0.5 * sigma * dz", "without eps"),
        ("0.5 * sigma * eps * dz", "0.5 * sigma * eps", "d_log_variance without dz"),
        ("0.5 * sigma * eps * dz", "eps * dz", "the gradient of sigma"),
        ("0.5 * sigma * eps * dz", "eps * dz / (2 * sigma)", "the gradient of the variance"),
        ("0.5 * sigma * eps * dz", "0.5 * sigma**2 * eps * dz", "with the variance"),
        ("0.5 * sigma * eps * dz", "np.exp(log_variance) * eps * dz", "with the variance, without the half"),
        ("0.5 * sigma * eps * dz", "0.5 * (mean + sigma * eps) * dz", "with z"),
        ("0.5 * sigma * eps * dz", "np.zeros_like(dz)", "no gradient of the variance"),
        ("0.5 * sigma * eps * dz", "dz", "dz alone"),
        ("0.5 * sigma * eps * dz", "0.5 * sigma * abs(eps) * dz", "eps by its size"),
        ("0.5 * sigma * eps * dz", "-0.5 * sigma * eps * dz", "sign"),
        (", 0.5 * sigma * eps * dz", "", "number of values"),
        (", dz, 0.5 * sigma * eps * dz", "", "one instead of several"),
        (
            "mean + sigma * eps, dz, 0.5 * sigma * eps * dz",
            "dz, 0.5 * sigma * eps * dz, mean + sigma * eps",
            "order of",
        ),
        ("return", "mean += sigma * eps\nreturn", "another z"),
        ("return mean + sigma * eps, ", "mean += sigma * eps\nreturn mean, ", "changes its input"),
        (
            "return mean + sigma * eps, dz, 0.5 * sigma * eps * dz",
            "print(mean + sigma * eps, dz, 0.5 * sigma * eps * dz)",
            "prints",
        ),
    ],
)

_TERMS = "mean**2 + np.exp(log_variance) - 1 - log_variance"
KL = (
    "gaussian_kl",
    [
        f"return 0.5 * ({_TERMS}).sum(axis=1)",
        "return -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)",
        "variance = np.exp(log_variance)\nterms = (mean**2 + variance - 1) / 2 - np.log(np.sqrt(variance))\n"
        "return terms.sum(axis=-1)",
        "return [sum((m * m + np.exp(s) - 1 - s) / 2 for m, s in zip(a, b)) for a, b in zip(mean, log_variance)]",
        "k = mean.shape[1]\nreturn 0.5 * ((mean**2).sum(1) + np.exp(log_variance).sum(1) - k - log_variance.sum(1))",
        "return np.einsum('nk->n', mean**2 + np.expm1(log_variance) - log_variance) / 2",
        f"return ({_TERMS}) @ np.full(mean.shape[1], 0.5)",
        f"return mean.shape[1] * 0.5 * ({_TERMS}).mean(axis=1)",
        """
        import math
        out = np.zeros(len(mean))
        for i in range(len(mean)):
            for j in range(len(mean[i])):
                s = math.exp(log_variance[i, j] / 2)
                out[i] += -math.log(s) + (s**2 + mean[i, j] ** 2) / 2 - 0.5
        return out
        """,
        "from course_nn.elbo import gaussian_kl as kl\nreturn kl(mean, log_variance)",
    ],
    [
        (".sum(axis=1)", ".mean(axis=1)", "averaged over the latent dimensions"),
        (".sum(axis=1)", ".sum(axis=1) / mean.shape[1]", "averaged over the latent dimensions"),
        (".sum(axis=1)", ".sum(axis=1) / mean.shape[0]", "divided by the examples"),
        (".sum(axis=1)", ".sum()", "everything added up"),
        (".sum(axis=1)", ".sum(axis=1).mean()", "mean of the examples"),
        (".sum(axis=1)", ".mean()", "mean of everything"),
        (".sum(axis=1)", ".sum(axis=0)", "added up over the examples"),
        (".sum(axis=1)", ".mean(axis=0)", "shape"),
        (".sum(axis=1)", "", "not added up"),
        (".sum(axis=1)", ".sum(axis=1, keepdims=True)", "shape"),
        (".sum(axis=1)", "[:, 0]", "first dimension only"),
        (".sum(axis=1)", "[:, -1]", "last dimension only"),
        (".sum(axis=1)", ".max(axis=1)", "largest dimension"),
        (".sum(axis=1)", ".prod(axis=1)", "value"),
        ("0.5 * (", "(", "without the half"),
        ("0.5 * (", "2 * (", "factor"),
        ("0.5 * (", "-0.5 * (", "wrong sign"),
        ("0.5 * (mean**2", "(0.5 * mean**2", "half of the first term only"),
        (" - 1", "", "no 1"),
        (" - 1", " + 1", "1 added"),
        ("- 1 - log_variance).sum(axis=1)", "- log_variance).sum(axis=1) - 0.5", "1 subtracted once"),
        ("- log_variance", "+ log_variance", "logarithm added"),
        (" - log_variance", "", "no logarithm"),
        ("- log_variance", "- np.log(log_variance)", "infinite"),
        ("- log_variance", "- 0.5 * log_variance", "logarithm of sigma"),
        ("mean**2 + ", "", "no mean"),
        ("mean**2", "mean", "mean not squared"),
        ("mean**2", "abs(mean)", "mean by its size"),
        ("mean**2", "-(mean**2)", "mean subtracted"),
        ("+ np.exp(log_variance)", "- np.exp(log_variance)", "variance subtracted"),
        (
            "0.5 * (mean**2 + np.exp(log_variance) -",
            "(0.5 * (mean**2 + np.exp(log_variance)) -",
            "half of the squares only",
        ),
        (
            "0.5 * (mean**2 + np.exp(log_variance) - 1",
            "(0.5 * (mean**2 + np.exp(log_variance) - 1)",
            "logarithm not halved",
        ),
        (
            "0.5 * (mean**2 + np.exp(log_variance) - 1",
            "(0.5 * (mean**2 + np.exp(log_variance)) - 0.5",
            "logarithm not halved",
        ),
        (_TERMS, "mean**2 + np.exp(log_variance / 2) - 1 - log_variance / 2", "sigma throughout"),
        ("- 1 - log_variance).sum(axis=1)", "- log_variance).sum(axis=1) - 0.5 * len(mean)", "the number of examples"),
        ("- log_variance", "- np.log(np.exp(log_variance) + 1e-8)", "wrong for extreme variances"),
        ("return", "log_variance = np.clip(log_variance, -10, 10)\nreturn", "wrong for extreme variances"),
        ("np.exp(log_variance)", "np.exp(np.minimum(log_variance, 20))", "wrong for extreme variances"),
        ("np.exp(log_variance)", "np.exp(np.clip(log_variance, -50, 50))", "wrong for extreme variances"),
        ("np.exp(log_variance)", "np.minimum(np.exp(log_variance), 1e6)", "wrong for extreme variances"),
        ("- log_variance", "- np.minimum(log_variance, 10)", "wrong for extreme variances"),
        ("- log_variance", "- np.log(np.exp(log_variance) + 1e-16)", "wrong for extreme variances"),
        ("- log_variance", "- np.log1p(np.exp(log_variance) - 1)", "wrong for extreme variances"),
        *(
            ("return", f"mean = np.{cut}\nreturn", "wrong for means far away")
            for cut in ("clip(mean, -3, 3)", "clip(mean, -1e3, 1e3)", "maximum(mean, -10)", "minimum(mean, 10)")
        ),
        (
            "return",
            "mean, log_variance = np.clip(mean, -10, 10), np.clip(log_variance, -10, 10)\nreturn",
            "value",
        ),
        (
            "mean**2 + np.exp(log_variance) - 1 - log_variance",
            "mean**2 / np.exp(log_variance) + np.exp(log_variance) - 1 - np.log(np.exp(log_variance) + 1e-8)",
            "value",
        ),
        ("- log_variance", "- np.exp(log_variance)", "value"),
        ("- log_variance", "- np.log(np.exp(log_variance))", "passed"),
        ("mean**2", "mean**2 / np.exp(log_variance)", "variance below the mean"),
        (" + np.exp(log_variance)", "", "no variance"),
        ("np.exp(log_variance)", "np.exp(0.5 * log_variance)", "sigma for the variance"),
        ("np.exp(log_variance)", "np.exp(log_variance) ** 2", "variance squared"),
        ("np.exp(log_variance)", "log_variance", "logarithm in the place of the variance"),
        ("np.exp(log_variance)", "log_variance**2", "value"),
        (
            "np.exp(log_variance) - 1 - log_variance",
            "np.exp(2 * log_variance) - 1 - 2 * log_variance",
            "taken for the logarithm of sigma",
        ),
        (_TERMS, "log_variance + (1 + mean**2) / np.exp(log_variance) - 1", "the other way round"),
        (".sum(axis=1)", ".sum(axis=1) / np.log(2)", "in bits"),
        (f"0.5 * ({_TERMS}).sum(axis=1)", f"np.sqrt(({_TERMS}).sum(axis=1) / 2)", "root"),
        ("return", "log_variance += 0.1\nreturn", "value"),
        ("return", "mean **= 2\nreturn", "value"),
        (f"return 0.5 * ({_TERMS}).sum(axis=1)", f"print(0.5 * ({_TERMS}).sum(axis=1))", "prints"),
        ("np.exp", "exp", "error"),
    ],
)

_FOUND = (
    "Q, _ = np.linalg.qr(decoder.T)\ncodes = (X - X.mean(axis=0)) @ Q\n"
    "variances, V = np.linalg.eigh(codes.T @ codes / len(X))\n"
)
SUBSPACE = (
    "principal_subspace",
    [
        _FOUND + "return (Q @ V[:, ::-1]).T, variances[::-1]",
        # By the singular values of the coordinates.
        """
        Q = np.linalg.svd(decoder, full_matrices=False)[2].T
        _, s, V = np.linalg.svd((X - X.mean(axis=0)) @ Q, full_matrices=False)
        return V @ Q.T, s**2 / len(X)
        """,
        # What the autoencoder makes of the centered X, and its PCA in d dimensions.
        """
        inside = (X - X.mean(axis=0)) @ np.linalg.pinv(decoder) @ decoder
        _, s, V = np.linalg.svd(inside, full_matrices=False)
        k = len(decoder)
        return -V[:k], s[:k] ** 2 / len(X)
        """,
        # Gram and Schmidt by hand, and np.cov.
        """
        basis = []
        for row in decoder:
            row = row - sum(((row @ b) * b for b in basis), 0 * row)
            basis.append(row / np.sqrt(row @ row))
        B = np.array(basis)
        values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(B @ X.T, ddof=0)))
        order = values.argsort()[::-1]
        return [vectors[:, order].T @ B, values[order]]
        """,
        # The projection onto the subspace, from both sides of the covariance.
        """
        P = decoder.T @ np.linalg.inv(decoder @ decoder.T) @ decoder
        C = P @ np.cov(X, rowvar=False, bias=True) @ P
        values, vectors = np.linalg.eigh(C)
        k = len(decoder)
        return vectors.T[::-1][:k], values[::-1][:k]
        """,
        _FOUND.replace("eigh", "eig") + "order = np.argsort(-variances)\nreturn (Q @ V[:, order]).T, variances[order]",
        _FOUND + "D = (Q @ V[:, ::-1]).T\nreturn D, ((X - X.mean(axis=0)) @ D.T).var(axis=0)",
        _FOUND + "D = (Q @ V[:, ::-1]).T\nreturn D * [[(-1.0) ** i] for i in range(len(D))], variances[::-1]",
    ],
    [
        ("V[:, ::-1]", "V", "directions in the other order"),
        ("V[:, ::-1]).T, variances[::-1]", "V).T, variances", "smallest first"),
        ("variances[::-1]", "variances", "variances in the other order"),
        ("(Q @ V[:, ::-1]).T", "(Q @ V.T[:, ::-1]).T", "rows of V"),
        ("(Q @ V[:, ::-1]).T", "Q @ V[:, ::-1]", "directions in columns"),
        (
            "",
            _FOUND.replace("eigh", "eig") + "order = np.argsort(np.argsort(variances)[::-1])\n"
            "return (Q @ V[:, order]).T, variances[order]",
            "order",
        ),
        ("(Q @ V[:, ::-1]).T", "V[:, ::-1].T", "shape"),
        ("(Q @ V[:, ::-1]).T", "Q.T", "perpendicular, not turned"),
        ("(Q @ V[:, ::-1]).T", "decoder", "decoder's rows"),
        (
            "(Q @ V[:, ::-1]).T",
            "decoder / np.linalg.norm(decoder, axis=1, keepdims=True)",
            "decoder's rows at length 1",
        ),
        (
            "(Q @ V[:, ::-1]).T",
            "np.linalg.svd(decoder, full_matrices=False)[2]",
            "singular vectors of the decoder",
        ),
        ("/ len(X)", "/ (len(X) - 1)", "divided by n - 1"),
        ("/ len(X)", "", "sums of squares"),
        ("variances[::-1]", "variances[::-1] ** 0.5", "standard deviations"),
        ("variances[::-1]", "(variances[::-1] * len(X)) ** 0.5", "singular values"),
        ("variances[::-1]", "variances[::-1] / variances.sum()", "shares of the variance"),
        ("X - X.mean(axis=0)", "X", "not centered"),
        ("X - X.mean(axis=0)", "X - X.mean()", "one mean for all"),
        ("X - X.mean(axis=0)", "X - X.mean(axis=1, keepdims=True)", "value"),
        ("Q, _ = np.linalg.qr(decoder.T)", "Q = decoder.T", "value"),
        ("Q, _ = np.linalg.qr(decoder.T)", "Q = np.linalg.qr(decoder)[0]", "error"),
        (", variances[::-1]", "", "error"),
        ("(Q @ V[:, ::-1]).T, variances[::-1]", "variances[::-1], (Q @ V[:, ::-1]).T", "variances first"),
        ("return (Q", "return 2 * (Q", "value"),
        ("(Q @ V[:, ::-1]).T", "(Q @ V[::-1]).T", "rows in another order"),
        (
            "variances[::-1]",
            "variances[::-1] / (X - X.mean(axis=0)).var(axis=0).sum()",
            "shares of the variance of X",
        ),
        (
            "",
            "Q, _ = np.linalg.qr(decoder.T)\n_, s, Vt = np.linalg.svd((X - X.mean(axis=0)) @ Q, full_matrices=False)\n"
            "return (Q @ Vt).T, s**2 / len(X)",
            "rows of svd",
        ),
        *(
            (
                "",
                f"B = {basis}\nv = (X @ B.T).var(axis=0)\no = np.argsort(v)[::-1]\nreturn B[o], v[o]",
                kind,
            )
            for basis, kind in (
                ("decoder / np.linalg.norm(decoder, axis=1, keepdims=True)", "decoder's rows in order"),
                ("np.linalg.qr(decoder.T)[0].T", "perpendicular and in order, not turned"),
            )
        ),
        (
            "",
            "_, s, V = np.linalg.svd(X - X.mean(axis=0))\nk = len(decoder)\nreturn V[:k], s[:k] ** 2 / (len(X) - 1)",
            "principal directions of X",
        ),
        (
            "",
            "_, s, V = np.linalg.svd(X)\nk = len(decoder)\nreturn V[:k], s[:k] ** 2 / len(X)",
            "principal directions of X, not centered",
        ),
        ("codes.T @ codes / len(X)", "np.cov(codes.T, ddof=0)", "error"),
        ("return", "X -= X.mean(axis=0)\nreturn", "changes its input"),
        (
            "",
            "_, s, V = np.linalg.svd(X - X.mean(axis=0))\nk = len(decoder)\nreturn V[:k], s[:k] ** 2 / len(X)",
            "principal directions of X",
        ),
        (
            "",
            "C = np.cov(X.T, ddof=0)\nv, V = np.linalg.eigh(C)\nk = len(decoder)\nreturn V.T[::-1][:k], v[::-1][:k]",
            "principal directions of X",
        ),
        (
            "",
            _FOUND + "w = np.linalg.eigvalsh(np.cov(X.T, ddof=0))[::-1]\nreturn (Q @ V[:, ::-1]).T, w[: len(decoder)]",
            "total variance of X",
        ),
        (
            "",
            "Q = decoder.T\ncodes = (X - X.mean(axis=0)) @ Q\nv, V = np.linalg.eigh(codes.T @ codes / len(X))\n"
            "D = (Q @ V[:, ::-1]).T\nreturn D / np.linalg.norm(D, axis=1, keepdims=True), v[::-1]",
            "codes of the decoder's rows",
        ),
    ],
)


@pytest.mark.parametrize(("exercise", "body", "kind"), rows(DRAW, KL, SUBSPACE))
def test_an_answer_is_told_what_it_is(exercise, body, kind):
    assert told(exercise, body).startswith(kind), (told(exercise, body), answered(exercise, body).message)


def test_a_draw_is_the_package_s():
    exercise = EXERCISES["reparametrize"]
    for mean, log_variance, eps, dz in exercise.cases():

        class Given(np.random.Generator):
            def standard_normal(self, size=None, dtype=None, eps=eps):
                return eps

        z, backward = GaussianSample(Given(np.random.PCG64(0))).forward(np.hstack([mean, log_variance]), train=True)
        mine = exercise.reference(mean, log_variance, eps, dz)
        np.testing.assert_allclose(mine[0], z, rtol=1e-12)
        np.testing.assert_allclose(np.hstack(mine[1:]), backward(dz), rtol=1e-12)


def test_the_gradients_of_a_draw_are_those_of_differences():
    exercise, h = EXERCISES["reparametrize"], 1e-6
    for mean, log_variance, eps, dz in exercise.cases():
        if np.abs(log_variance).max() > 5:
            continue  # z is too large there for a difference to show what its mean adds
        _, d_mean, d_log_variance = exercise.reference(mean, log_variance, eps, dz)

        def moved(by_mean, by_variance, given=(mean, log_variance, eps, dz)):
            mean, log_variance, eps, dz = given
            z = exercise.reference(mean + by_mean, log_variance + by_variance, eps, dz)[0]
            return z * dz

        np.testing.assert_allclose((moved(h, 0) - moved(-h, 0)) / (2 * h), d_mean, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose((moved(0, h) - moved(0, -h)) / (2 * h), d_log_variance, rtol=1e-5, atol=1e-5)


def test_the_kl_is_the_package_s():
    exercise = EXERCISES["gaussian_kl"]
    for mean, log_variance in exercise.cases():
        np.testing.assert_allclose(
            exercise.reference(mean, log_variance), elbo.gaussian_kl(mean, log_variance), rtol=1e-12, atol=1e-12
        )


def test_the_directions_are_as_the_stub_says_and_no_case_is_near_to_another_answer():
    exercise = EXERCISES["principal_subspace"]
    for X, decoder in exercise.cases():
        directions, variances = exercise.reference(X, decoder)
        k, d = decoder.shape
        np.testing.assert_allclose(directions @ directions.T, np.eye(k), atol=1e-12)
        assert np.linalg.matrix_rank(np.vstack([directions, decoder]), tol=1e-8) == k, "in the subspace"
        np.testing.assert_allclose(np.cov(directions @ X.T, ddof=0), np.diag(variances).squeeze(), atol=1e-9)
        assert (variances[:-1] > 1.5 * variances[1:]).all(), "no two alike, so that each direction is one"
        assert np.abs(directions @ np.cos(1 + 2.0 * np.arange(d))).min() > 0.2, "a rounding turns none round"


def test_a_trained_linear_autoencoder_gives_the_principal_directions():
    exercise = EXERCISES["principal_subspace"]
    X = exercise.cases()[4][0]
    centered = (X - X.mean(axis=0)) / 8
    rng = np.random.default_rng(0)
    encoder, decoder = Dense(4, 2, rng, dtype=np.float64), Dense(2, 4, rng, dtype=np.float64)
    for _ in train(Sequential(encoder, decoder), SquaredError(), Adam(0.03), [(centered, centered)], 1500):
        pass
    directions, variances = exercise.reference(X, decoder.W.value)
    exact = np.linalg.svd(X - X.mean(axis=0))
    assert np.abs((directions * exact[2][:2]).sum(axis=1)).min() > 1 - 1e-6
    np.testing.assert_allclose(variances, exact[1][:2] ** 2 / len(X), rtol=1e-5)


def test_either_way_round_is_right_and_what_is_no_direction_is_told():
    reverse = SUBSPACE[1][0].replace("return (Q", "return -(Q")
    assert told("principal_subspace", reverse) == "passed"
    said = {
        SUBSPACE[1][0].replace(", variances[::-1]", ""): "two results were expected, the directions and the variances",
        "return X, X, X": "what came is 3 values",
        "return 3": "what came is a number",
        SUBSPACE[1][0].replace("variances[::-1]", "0"): "`variances` should have shape (1,)",
        SUBSPACE[1][0].replace(
            "codes.T @ codes / len(X)", "np.cov(codes.T, ddof=0)"
        ): "np.atleast_2d makes it a matrix",
    }
    for body, words in said.items():
        assert words in answered("principal_subspace", body).message


def test_what_is_no_direction_is_shown_as_it_came():
    shown = dict(answered("principal_subspace", "return decoder, np.zeros(len(decoder))").details)
    assert shown["got"].startswith("([[6., 8.]]") and "decoder = [[6., 8.]]" in shown["input"]
    turned = SUBSPACE[1][0].replace("return (Q", "return -(Q").replace("/ len(X)", "/ 3")
    shown = dict(answered("principal_subspace", turned).details)
    assert shown["got"].split("]]")[0] == shown["expected"].split("]]")[0], "only the variances differ"


RIGHT = {letter: KINDS[k] for letter, k in zip("ABCDE", (3, 1, 0, 4, 2), strict=True)}


def test_averaged_kl():
    assert check("averaged_kl", RIGHT).passed
    assert check("averaged_kl", {letter: f" {kind.upper()} " for letter, kind in RIGHT.items()}).passed


@pytest.mark.parametrize("pair", ["AB", "AC", "AD", "AE", "BC", "BD", "BE", "CD", "CE", "DE"])
def test_an_exchanged_pair_is_told(pair):
    one, other = pair
    result = check("averaged_kl", RIGHT | {one: RIGHT[other], other: RIGHT[one]})
    assert result.mistake == f"{one} and {other} exchanged"
    assert not any(kind in repr(result) for kind in KINDS), "the report gives the answer away"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RIGHT | {"B": "bad luck"}, "none of the five kinds"),
        (RIGHT | {"E": ...}, "'E' is still `...`"),
        (list(RIGHT.values()), "a dict with the letters A to E"),
        (RIGHT | {"A": KINDS[2]}, "for other numbers of pixels and of latent dimensions"),
        (dict.fromkeys("ABCDE", KINDS[1]), "for other numbers of pixels and of latent dimensions"),
        ({letter: RIGHT[letter] for letter in "ABCD"}, "'E' is not in it"),
    ],
)
def test_another_answer_to_the_bug_hunt_is_told(answer, words):
    result = check("averaged_kl", answer)
    assert words in result.message and not result.passed
