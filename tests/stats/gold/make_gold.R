# Write gold_r.json, or with --check compare it: what R, psych and epiR say of published tables.
#
# Run by hand; the tests read the file and need no R. On Debian 12: r-base-core, r-cran-psych,
# r-cran-epir and r-cran-jsonlite. Tables that gold.json holds already are read from there.
#
#     Rscript tests/stats/gold/make_gold.R [--check]
#
# Each answer names its tool in a comment. "By formula" means that no packaged tool gives it: R's
# own distributions are put into the published formula.

suppressMessages({
  library(psych)
  library(epiR)
})

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
gold_path <- file.path(here, "gold_r.json")
known <- jsonlite::fromJSON(file.path(here, "gold.json"))

shrout_fleiss <- known$icc$shrout_fleiss$table
wine <- known$icc$wine$table
peak_flow <- known$icc$peak_flow$table
# Student (1908), Biometrika 6:1: hours of sleep gained on two drugs, ten patients
sleep_hours <- matrix(sleep$extra, ncol = 2)

tables <- list(
  shrout_fleiss = shrout_fleiss, wine = wine, peak_flow = peak_flow, sleep = sleep_hours
)
pairs <- list(
  shrout_fleiss = shrout_fleiss[, c(1, 4)], wine = wine[, 1:2], peak_flow = peak_flow,
  sleep = sleep_hours
)
grouped <- list(
  # Bland & Altman (1995), BMJ 310:446: intramural pH and PaCO2 of eight subjects
  blood = list(x = known$within$x, y = known$within$y, groups = known$within$groups),
  # Draper & Smith (1998), Applied Regression Analysis, exercise 24.N: growth of five trees
  orange = list(
    x = Orange$age, y = Orange$circumference, groups = as.integer(as.character(Orange$Tree))
  ),
  # Crampton (1947), J. Nutrition 33:491: dose of vitamin C and tooth length, by supplement
  tooth = list(x = ToothGrowth$dose, y = ToothGrowth$len, groups = as.integer(ToothGrowth$supp))
)
p_values <- list(
  # Benjamini & Hochberg (1995), JRSS B 57:289: fifteen p-values of one trial
  benjamini_hochberg = c(
    .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528,
    .7590, 1
  ),
  # Chambers et al. (1983): ozone in New York, every pair of months, t tests
  ozone = c(na.omit(as.vector(
    pairwise.t.test(airquality$Ozone, airquality$Month, p.adjust.method = "none")$p.value
  ))),
  invented = known$holm$p
)
counts <- list(
  # Stuart (1953), Biometrika 40:105: unaided vision of 7,477 women, right eye by left eye
  vision = matrix(c(
    1520, 266, 124, 66, 234, 1512, 432, 78, 117, 362, 1772, 205, 36, 82, 179, 492
  ), 4, byrow = TRUE),
  # Landis & Koch (1977), Biometrics 33:159: two neurologists on multiple sclerosis
  winnipeg = matrix(c(38, 5, 0, 1, 33, 11, 3, 0, 10, 14, 5, 6, 3, 7, 3, 10), 4, byrow = TRUE),
  new_orleans = matrix(c(5, 3, 0, 0, 3, 11, 4, 0, 2, 13, 3, 4, 1, 2, 4, 14), 4, byrow = TRUE)
)
# Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: units by observers
krippendorff <- t(matrix(c(
  1, 2, 3, 3, 2, 1, 4, 1, 2, NA, NA, NA, 1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NA, 3,
  NA, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NA, 1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NA
), 4, byrow = TRUE))

psych_icc <- function(table, confidence = 0.95) {
  ICC(table, alpha = 1 - confidence, lmer = FALSE)
}

# psych::ICC: its ICC2, ICC3 and their averages are A and C of McGraw & Wong
intraclass <- function(table, confidence) {
  found <- psych_icc(table, confidence)$results
  rows <- c("ICC(A,1)" = "ICC2", "ICC(C,1)" = "ICC3", "ICC(A,k)" = "ICC2k", "ICC(C,k)" = "ICC3k")
  lapply(rows, function(row) {
    at <- found[found$type == row, ]
    list(estimate = at$ICC, low = at$`lower bound`, high = at$`upper bound`)
  })
}

consistency <- function(table) {
  results <- psych_icc(table)$results
  results[results$type == "ICC3", ]
}

# P(ICC(C,1) <= rho0), by formula from psych's F (McGraw & Wong 1996)
p_value <- function(table, rho0) {
  at <- consistency(table)
  k <- ncol(table)
  pf(at$F * (1 - rho0) / (1 + (k - 1) * rho0), at$df1, at$df2, lower.tail = FALSE)
}

# epiR::epi.ccc divides variances by n, as Fleiss & Cohen (1973) need for the quadratic kappa
kappa_of_values <- function(x, y) suppressWarnings(epi.ccc(x, y))$rho.c$est

kappas <- function(table) {
  columns <- seq_len(ncol(table))
  outer(columns, columns, Vectorize(function(i, j) kappa_of_values(table[, i], table[, j])))
}

without_each <- function(table, column) {
  sapply(seq_len(nrow(table)), function(i) consistency(table[-i, , drop = FALSE])[[column]])
}

of_table <- function(table) {
  squares <- anova(lm(rating ~ target + rater, data.frame(
    rating = c(table), target = factor(row(table)), rater = factor(col(table))
  )))
  list(
    table = table,
    mean_squares = as.list(setNames(squares[["Mean Sq"]], c("msr", "msc", "mse"))), # stats::lm
    icc = list("0.95" = intraclass(table, 0.95), "0.9" = intraclass(table, 0.9)),
    p_value = lapply(c("0" = 0, "0.5" = 0.5, "0.75" = 0.75), p_value, table = table),
    leave_one_out = without_each(table, "ICC"), # psych::ICC on each shorter table
    kappas = kappas(table)
  )
}

# Limits of the generalized interval of ICC(A,1), by formula: the distribution of the generalized
# quantity is integrated over a grid of its chi-square and normal parts, nothing is drawn
generalized <- function(pair, tail, points = 500) {
  freedom <- nrow(pair) - 1
  targets <- freedom * var(rowSums(pair)) / 2
  residuals <- freedom * var(pair[, 2] - pair[, 1]) / 2
  p <- (seq_len(points) - 0.5) / points
  noise <- rep(residuals / qchisq(p, freedom), points)
  offset <- mean(pair[, 2] - pair[, 1]) -
    rep(qnorm(p), each = points) * sqrt(2 * noise / nrow(pair))
  below <- function(icc) {
    total <- (noise * (1 + icc) + icc * offset^2) / (1 - icc)
    mean(ifelse(total > 0, pchisq(targets / total, freedom, lower.tail = FALSE), 0))
  }
  uniroot(function(icc) below(icc) - tail, c(-0.999, 0.999), tol = 1e-9)$root
}

# ln F +- t SE over shorter tables, by formula from psych's F (Miller 1968)
jackknife <- function(pair) {
  n <- nrow(pair)
  logs <- log(suppressWarnings(without_each(pair, "F")))
  half <- qt(0.975, n - 1) * sqrt((n - 1) / n * sum((logs - mean(logs))^2))
  tanh((log(consistency(pair)$F) + c(low = -half, high = half)) / 2)
}

# Bonett & Wright (2000), by formula from cor's estimate
bonett_wright <- function(r, n) {
  tanh(atanh(r) + c(low = -1, high = 1) * qnorm(0.975) * sqrt((1 + r^2 / 2) / (n - 3)))
}

of_pair <- function(pair) {
  x <- pair[, 1]
  y <- pair[, 2]
  rank <- suppressWarnings(unname(cor.test(x, y, method = "spearman", exact = FALSE)$estimate))
  lin <- epi.occc(as.data.frame(pair), pairs = TRUE)$pairs
  spread <- lin$scale + 1 / lin$scale
  paired <- t.test(y, x, paired = TRUE)
  # a level that makes the normal quantile the 1.96 of Bland & Altman
  bland <- epi.ccc(y, x, conf.level = 2 * pnorm(1.96) - 1)$sblalt
  list(
    x = x, y = y,
    pearson = unname(cor.test(x, y)$estimate), # stats::cor.test
    spearman = c(estimate = rank, bonett_wright(rank, length(x))),
    concordance = lin$ccc, # epiR::epi.occc, variances with n - 1
    scale_factor = 2 / spread, # from the shifts that epi.occc gives
    location_factor = spread / (spread + lin$location^2),
    bias = list( # stats::t.test
      estimate = unname(paired$estimate), low = paired$conf.int[1], high = paired$conf.int[2]
    ),
    mean_squared_error = deviance(lm(y - x ~ 0)) / length(x), # stats::lm
    limits_of_agreement = list( # epiR::epi.ccc
      bias = bland$est, sd = bland$delta.sd, low = bland$lower, high = bland$upper
    ),
    quadratic_kappa = kappa_of_values(x, y),
    # psych::cohen.kappa numbers the values that occur
    kappa_of_places = suppressWarnings(cohen.kappa(pair))$weighted.kappa,
    generalized = c(low = generalized(pair, 0.025), high = generalized(pair, 0.975)),
    jackknife = jackknife(pair)
  )
}

# psych::statsBy: the correlation within groups
of_groups <- function(data) {
  found <- suppressWarnings(statsBy(as.data.frame(data), "groups"))
  c(data, estimate = found$rwg["x.wg", "y.wg"])
}

# Krippendorff's alpha by formula, from the coincidence matrix (Krippendorff 2011)
alpha <- function(units, level) {
  values <- sort(unique(c(units[!is.na(units)])))
  coincidences <- matrix(0, length(values), length(values))
  for (i in seq_len(nrow(units))) {
    found <- match(units[i, !is.na(units[i, ])], values)
    if (length(found) < 2) next
    for (a in seq_along(found)) for (b in seq_along(found)[-a]) {
      at <- cbind(found[a], found[b])
      coincidences[at] <- coincidences[at] + 1 / (length(found) - 1)
    }
  }
  n <- rowSums(coincidences)
  # the ordinal distance of two values: the ratings from one to the other, each end counted half
  places <- if (level == "ordinal") cumsum(n) - n / 2 else values
  distance <- if (level == "nominal") 1 - diag(length(n)) else outer(places, places, "-")^2
  if (level == "ratio") {
    distance <- distance / outer(places, places, "+")^2
    diag(distance) <- 0 # 0 / 0 for a value of zero
  }
  1 - (sum(n) - 1) * sum(coincidences * distance) / sum(outer(n, n) * distance)
}

of_units <- function(units) {
  levels <- c("nominal", "ordinal", "interval", "ratio")
  c(list(table = units), lapply(setNames(levels, levels), alpha, units = units))
}

make <- function() {
  version <- function(name) as.character(packageVersion(name))
  list(
    versions = list(
      R = paste(R.version$major, R.version$minor, sep = "."), psych = version("psych"),
      epiR = version("epiR")
    ),
    tables = lapply(tables, of_table),
    pairs = lapply(pairs, of_pair),
    within = lapply(grouped, of_groups),
    holm = lapply(p_values, function(p) list(p = p, adjusted = p.adjust(p, "holm"))), # stats
    kappa = lapply(counts, function(table) { # psych::cohen.kappa, quadratic weights
      list(table = table, quadratic = cohen.kappa(table)$weighted.kappa)
    }),
    alpha = lapply(c(tables[1:2], list(krippendorff = krippendorff)), of_units)
  )
}

# Name order, in every list; a named vector is written as an object
sorted <- function(value) {
  if (is.null(names(value))) return(value)
  value <- as.list(value)
  lapply(value[order(names(value), method = "radix")], sorted)
}

text <- paste0(jsonlite::toJSON(sorted(make()), auto_unbox = TRUE, digits = NA, na = "null"), "\n")
text <- gsub(",\"", ",\n\"", text, fixed = TRUE) # a line for each answer
if (!("--check" %in% commandArgs(TRUE))) {
  cat(text, file = gold_path)
} else if (text != paste0(paste(readLines(gold_path), collapse = "\n"), "\n")) {
  stop("gold_r.json is not what R gives today")
}
