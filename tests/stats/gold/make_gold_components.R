# Write gold_components.json, or with --check compare it: variance components of crossed facets.
#
# Run by hand; the tests read the file and need no R. On Debian 12: r-base-core, r-cran-lme4,
# r-cran-psych and r-cran-jsonlite.
#
#     Rscript tests/stats/gold/make_gold_components.R [--check]
#
# Three answers for each table: "published", where the book prints them; "reml", by lme4, which is
# the analysis of variance in a complete table without a negative estimate; and "by formula",
# Henderson's method I written out with whole matrices and traces, for any table.

suppressMessages({
  library(lme4)
  library(psych)
})

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
path <- file.path(here, "gold_components.json")
known <- jsonlite::fromJSON(file.path(here, "gold.json"))

# Brennan (2001), Generalizability Theory, table 3.1: synthetic data set 3, ten persons (rows), four
# items on the first occasion and the same four on the second
brennan <- matrix(c(
  2, 6, 7, 5, 2, 5, 5, 5,
  4, 5, 6, 7, 6, 7, 5, 7,
  5, 5, 4, 6, 5, 4, 5, 5,
  5, 9, 8, 6, 5, 7, 7, 6,
  4, 3, 5, 6, 4, 5, 6, 4,
  4, 4, 4, 7, 6, 4, 7, 8,
  2, 6, 6, 5, 2, 7, 7, 5,
  3, 4, 4, 5, 6, 6, 6, 4,
  0, 5, 4, 5, 5, 5, 5, 3,
  6, 8, 7, 6, 6, 8, 8, 6
), nrow = 10, byrow = TRUE)
brennan_long <- data.frame(
  rating = as.vector(brennan), p = rep(1:10, 8), i = rep(rep(1:4, each = 10), 2),
  o = rep(1:2, each = 40)
)
# Brennan (2001), table 3.1 as well, to four decimals
brennan_published <- c(
  p = 0.5528, i = 0.4417, o = 0.0074, `p:i` = 0.5750, `p:o` = 0.1009, `i:o` = 0.1565,
  residual = 0.9352
)
# Gleser, Cronbach & Rajaratnam (1965), Psychometrika 30:395, table 3: 12 patients rated on six
# symptoms by two judges (psych's data set Gleser)
gleser <- as.matrix(Gleser)
gleser_long <- data.frame(
  rating = as.vector(gleser), p = rep(1:12, 12), i = rep(rep(1:6, each = 2), each = 12),
  j = rep(rep(1:2, 6), each = 12)
)
flat <- function(table) {
  data.frame(
    rating = as.vector(table), p = rep(seq_len(nrow(table)), ncol(table)),
    j = rep(seq_len(ncol(table)), each = nrow(table))
  )
}
without <- function(long, every) long[seq_len(nrow(long)) %% every != 0, ]
tables <- list(
  brennan = brennan_long,
  gleser = gleser_long,
  shrout_fleiss = flat(known$icc$shrout_fleiss$table),
  # with gaps: every fifth, and every third rating left out
  brennan_gaps = without(brennan_long, 5),
  gleser_gaps = without(gleser_long, 3),
  # one judge a patient and symptom, the judges in turn: p:i and the residual are one
  gleser_single = gleser_long[(gleser_long$p + gleser_long$i) %% 2 == gleser_long$j - 1, ]
)

facets_of <- function(long) setdiff(names(long), "rating")

effects_of <- function(long) {
  facets <- facets_of(long)
  sets <- unlist(
    lapply(seq_len(length(facets) - 1), function(k) combn(facets, k, simplify = FALSE)),
    recursive = FALSE
  )
  named <- lapply(sets, function(set) interaction(long[set], drop = TRUE))
  names(named) <- vapply(sets, paste, "", collapse = ":")
  named$residual <- factor(seq_len(nrow(long)))
  named
}

# by formula: y' P_A y and trace(P_A Z_B Z_B'), P_A the projection on the levels of A, less the mean
henderson <- function(long) {
  design <- lapply(effects_of(long), function(level) model.matrix(~ 0 + level))
  n <- nrow(long)
  mean_of <- matrix(1 / n, n, n)
  trace <- function(m) sum(diag(m))
  project <- lapply(design, function(z) z %*% solve(crossprod(z)) %*% t(z) - mean_of)
  keep <- !duplicated(lapply(project, function(p) round(p, 9)), fromLast = TRUE)
  t_values <- vapply(project[keep], function(p) drop(long$rating %*% p %*% long$rating), 0)
  left <- sapply(design[keep], function(z) vapply(project[keep], function(p) {
    trace(p %*% tcrossprod(z))
  }, 0))
  solve(left, t_values)
}

reml <- function(long) {
  facets <- facets_of(long)
  names_of <- setdiff(names(effects_of(long)), "residual")
  model <- as.formula(paste("rating ~", paste0("(1 | ", names_of, ")", collapse = " + ")))
  long[facets] <- lapply(long[facets], factor)
  tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5))
  found <- as.data.frame(VarCorr(lmer(model, long, control = tight)))
  setNames(found$vcov, sub("Residual", "residual", found$grp))
}

gold <- list(
  tools = list(R = R.version.string, lme4 = as.character(packageVersion("lme4"))),
  tables = lapply(tables, function(long) {
    list(
      rating = long$rating, facets = as.list(long[facets_of(long)]),
      henderson = as.list(henderson(long))
    )
  }),
  reml = lapply(tables[c("brennan", "shrout_fleiss")], function(long) as.list(reml(long))),
  published = list(brennan = as.list(brennan_published))
)
text <- jsonlite::toJSON(gold, auto_unbox = TRUE, digits = NA, pretty = TRUE)
if ("--check" %in% commandArgs()) {
  same <- all.equal(jsonlite::fromJSON(text), jsonlite::fromJSON(path), tolerance = 1e-6)
  cat(if (isTRUE(same)) "as written\n" else c(same, "\n"))
} else {
  writeLines(text, path)
}
