import Evaluation
import Foundation
import Tables

/// The part of the study of trends that needs more than a regression: breaks, synthetic
/// controls, structural series, each beside the figure printed or recomputed elsewhere.
///
/// `agrees` is 1 within half the last digit given, or within the tolerance that stands with it.
struct TrendsModels {
  let directory: String
  let emit: (String) -> Void

  func run() {
    let parts: [(String, () throws -> Void)] = [
      ("nile", nile), ("california-prop99", california), ("basque", basque),
      ("seatbelts", seatbelts), ("causalimpact", causalImpact),
    ]
    for (name, part) in parts {
      do { try part() } catch { emit(line(name, "\(error)", .nan)) }
    }
  }

  private func line(
    _ name: String, _ measure: String, _ value: Double, more: [String: Double] = [:]
  ) -> String {
    Measurement.line(study: "trends", case: name, measure: measure, value: value, more: more)
  }

  private func compare(
    _ name: String, _ measure: String, _ value: Double, _ expected: Double, within: Double,
    seconds: Double? = nil
  ) {
    var more = ["printed": expected, "agrees": abs(value - expected) <= within ? 1.0 : 0]
    if let seconds { more["cpu_seconds"] = seconds }
    emit(line(name, measure, value, more: more))
  }

  private func table(_ file: String) throws -> ColumnTexts {
    let path = ["csv", "csv.gz"].map { "\(directory)/\(file).\($0)" }
      .first { FileManager.default.fileExists(atPath: $0) }
    return ColumnTexts(try TableReader.read(path: path ?? "\(directory)/\(file).csv").table)
  }

  private func nile() throws {
    let file = try table("nile")
    let (years, flow) = (file.numbers("year"), file.numbers("flow"))
    let series = StructuralSeries(values: flow, firstAfter: flow.count / 2)
    var begin = Stopwatch.cpuSeconds
    let level = try series.maximumLikelihood()
    let own = Stopwatch.cpuSeconds - begin
    compare("nile", "StructTS.level", level.levelVariance, 1469.147, within: 1, seconds: own)
    compare("nile", "StructTS.epsilon", level.irregularVariance, 15098.577, within: 3)
    // A wandering level with noise is an ARIMA(0, 1, 1) (Harvey 1989, §2.4.1).
    let q = level.levelVariance / level.irregularVariance
    let theta = (q + 2 - (q * q + 4 * q).squareRoot()) / 2
    compare("nile", "arima011.ma1", -theta, -0.7329, within: 5e-5)
    compare("nile", "arima011.sigma2", level.irregularVariance / theta, 20600, within: 5)
    compare("nile", "arima011.loglik", level.logLikelihood, -632.55, within: 0.005)
    compare("nile", "arima011.aic", 4 - 2 * level.logLikelihood, 1269.09, within: 0.01)
    begin = Stopwatch.cpuSeconds
    let shifts = try MeanShifts(of: flow)
    let seconds = Stopwatch.cpuSeconds - begin
    emit(line("nile", "breaks", Double(shifts.shifts.count)))
    if let shift = shifts.shifts.first {
      compare("nile", "break", years[shift.last], 1898, within: 0, seconds: seconds)
      compare("nile", "break.low", years[shift.lower], 1895, within: 1)
      compare("nile", "break.high", years[shift.upper], 1902, within: 1)
    }
  }

  private func panel(
    _ file: ColumnTexts, unit: String, time: String, value: String, treated: String, from: Int
  ) throws -> OutcomePanel {
    let (names, times, values) = (
      file.texts(unit), file.numbers(time).map { Int($0) }, file.numbers(value)
    )
    var units: [String: [(Int, Double)]] = [:]
    for row in names.indices { units[names[row], default: []].append((times[row], values[row])) }
    return try OutcomePanel(
      units.keys.sorted().map { name in
        let own = units[name]!.sorted { $0.0 < $1.0 }
        return .init(
          name, values: own.map(\.1),
          firstTreated: name == treated ? own.firstIndex { $0.0 == from } : nil)
      })
  }

  private func predictor(
    _ file: ColumnTexts, _ panel: OutcomePanel, unit: String, _ column: String, _ years: [Int]
  ) -> SyntheticControl.Predictor {
    let (names, times, values) = (
      file.texts(unit), file.numbers("year").map { Int($0) }, file.numbers(column)
    )
    return .init(
      column,
      panel.units.map { own in
        let known = names.indices.filter {
          names[$0] == own.name && years.contains(times[$0]) && values[$0].isFinite
        }
        return known.reduce(0) { $0 + values[$1] } / Double(known.count)
      })
  }

  private func california() throws {
    let name = "california-prop99"
    let own = try panel(
      table("california_prop99"), unit: "state", time: "year", value: "packs_per_capita",
      treated: "California", from: 1989)
    var begin = Stopwatch.cpuSeconds
    let plain = try own.syntheticControl()
    compare(
      name, "SC.att", plain.average, -19.6, within: 0.3, seconds: Stopwatch.cpuSeconds - begin)
    compare(name, "SC.rmspe", plain.fitError, 1.6564, within: 1e-3)
    compare(name, "SC.gap_2000", plain.gaps.last ?? .nan, -26.598, within: 5e-3)
    compare(name, "SC.rank", plain.pValue * 39, 3, within: 1e-9)
    begin = Stopwatch.cpuSeconds
    let difference = try own.syntheticDifference()
    compare(
      name, "SDID.att", difference.average.value, -15.6, within: 0.05,
      seconds: Stopwatch.cpuSeconds - begin)
    let file = try table("california_prop99_covariates")
    let panel = try panel(
      file, unit: "state", time: "year", value: "cigsale", treated: "California", from: 1989)
    let wanted: [(String, [Int])] = [
      ("lnincome", Array(1980...1988)), ("age15to24", Array(1980...1988)),
      ("retprice", Array(1980...1988)), ("beer", Array(1984...1988)), ("cigsale", [1988]),
      ("cigsale", [1980]), ("cigsale", [1975]),
    ]
    let predictors = wanted.map { predictor(file, panel, unit: "state", $0.0, $0.1) }
    begin = Stopwatch.cpuSeconds
    let found = try panel.syntheticControl(predictors: predictors)
    let all = Stopwatch.cpuSeconds - begin
    // The unit's own search and one of each of 38 donors.
    emit(
      line(
        name, "predictors.cpu_seconds", all, more: ["one": all / 39, "placebos": all * 38 / 39]))
    for (state, weight) in [
      ("Utah", 0.334), ("Nevada", 0.234), ("Montana", 0.199), ("Colorado", 0.164),
      ("Connecticut", 0.069),
    ] {
      let share = found.shares.first { $0.name == state }?.weight ?? 0
      compare(name, "predictors.weight.\(state)", share, weight, within: 0.01)
    }
    compare(name, "predictors.rank", found.pValue * 39, 1, within: 1e-9)
    emit(line(name, "predictors.att", found.average))
    emit(line(name, "predictors.mspe", found.fitError * found.fitError))
  }

  private func basque() throws {
    let file = try table("basque")
    let names = Set(file.texts("regionname")).sorted()
    let treated = names.first { $0.hasPrefix("Basque") } ?? ""
    let panel = try panel(
      file, unit: "regionname", time: "year", value: "gdpcap", treated: treated, from: 1975)
    var wanted = ["illit", "prim", "med", "high", "post.high"].map {
      ("school.\($0)", Array(1964...1969))
    }
    wanted += [("invest", Array(1964...1969)), ("gdpcap", Array(1960...1969))]
    wanted += [
      "agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa",
    ].map { ("sec.\($0)", [1961, 1963, 1965, 1967, 1969]) }
    wanted.append(("popdens", [1969]))
    let predictors = wanted.map { predictor(file, panel, unit: "regionname", $0.0, $0.1) }
    // 1960 to 1969 of the years from 1955 on decide on the weights. Every predictor keeps a
    // hundredth of the weight: without that floor a mix of other regions misses less.
    for (label, floor) in [("", 0.01), ("no-floor.", 1e-6)] {
      let begin = Stopwatch.cpuSeconds
      let found = try panel.syntheticControl(
        predictors: predictors, fitSteps: 5..<15, floor: floor)
      let seconds = Stopwatch.cpuSeconds - begin
      let mspe = found.gaps[5..<15].reduce(0) { $0 + $1 * $1 } / 10
      emit(line("basque", "\(label)mspe", mspe, more: ["cpu_seconds": seconds]))
      guard floor == 0.01 else { continue }
      for (region, weight) in [("Cataluna", 0.851), ("Madrid", 0.149)] {
        let share = found.shares.first { $0.name.hasPrefix(region) }?.weight ?? 0
        compare("basque", "weight.\(region)", share, weight, within: 0.01)
      }
      compare("basque", "att_1975_1997", found.average, -0.6996, within: 0.02)
    }
  }

  private func seatbelts() throws {
    let file = try table("seatbelts")
    guard let law = file.numbers("law").firstIndex(of: 1) else { return }
    let petrol = InterruptedSeries.Covariate(
      "petrol", file.numbers("PetrolPrice").map { log($0) })
    let distance = InterruptedSeries.Covariate("kms", file.numbers("kms").map { log($0) })
    var options = StructuralSeries.Options()
    options.isLog = true
    options.season = .dummies(period: 12)
    options.shapes = [.step(at: law)]
    for (name, printed) in [("drivers", -21.02), ("front", -28.66), ("rear", 0.24)] {
      let series = StructuralSeries(
        values: file.numbers(name), firstAfter: law,
        covariates: name == "drivers" ? [petrol] : [petrol, distance])
      var begin = Stopwatch.cpuSeconds
      let likely = try series.maximumLikelihood(options)
      let seconds = Stopwatch.cpuSeconds - begin
      let effect = likely.coefficients.last!.estimate
      compare(
        "seatbelts", "\(name).law_pct", 100 * (exp(effect.value) - 1), printed, within: 0.005,
        seconds: seconds)
      if name == "drivers" {
        compare("seatbelts", "loglik", likely.logLikelihood, 203.172, within: 5e-4)
        compare("seatbelts", "beta_law", effect.value, -0.235919, within: 5e-5)
        compare("seatbelts", "se_law", effect.standardError, 0.04487, within: 0.001)
        let petrol = likely.coefficients[0].estimate
        compare("seatbelts", "beta_petrol", petrol.value, -0.281665, within: 5e-5)
        compare("seatbelts", "se_petrol", petrol.standardError, 0.09685, within: 0.005)
        compare(
          "seatbelts", "sigma2_irregular", likely.irregularVariance, 0.004084, within: 5e-7)
        compare("seatbelts", "sigma2_level", likely.levelVariance, 0.000224, within: 5e-7)
      }
      begin = Stopwatch.cpuSeconds
      let fit = try series.structuralFit(options)
      // Drivers and front leave zero out, rear does not.
      compare(
        "seatbelts", "\(name).excludes_zero", fit.relative.excludesZero ? 1 : 0,
        name == "rear" ? 0 : 1, within: 0, seconds: Stopwatch.cpuSeconds - begin)
      emit(
        line(
          "seatbelts", "\(name).averaged_pct", 100 * fit.relative.value,
          more: ["low": 100 * fit.relative.lower, "high": 100 * fit.relative.upper]))
    }
  }

  private func causalImpact() throws {
    let file = try table("causalimpact_doc")
    let series = StructuralSeries(
      values: file.numbers("y"), firstAfter: 70, covariates: [.init("x1", file.numbers("x1"))])
    let begin = Stopwatch.cpuSeconds
    let fit = try series.structuralFit()
    let seconds = Stopwatch.cpuSeconds - begin
    compare(
      "causalimpact", "structural.effect", fit.average.value, 10.5, within: 0.3, seconds: seconds)
    compare(
      "causalimpact", "structural.covers_10",
      fit.average.lower <= 10 && 10 <= fit.average.upper ? 1 : 0, 1, within: 0)
    emit(
      line(
        "causalimpact", "structural.interval", fit.average.upper - fit.average.lower,
        more: ["low": fit.average.lower, "high": fit.average.upper]))
  }
}

/// Columns of a table as numbers or as text.
struct ColumnTexts {
  let table: Table

  init(_ table: Table) { self.table = table }

  func numbers(_ name: String) -> [Double] {
    guard let column = table[name] else { return [] }
    switch column.values {
    case .double(let values): return zip(values, column.missing).map { $1 ? .nan : $0 }
    case .integer(let values): return zip(values, column.missing).map { $1 ? .nan : Double($0) }
    default: return []
    }
  }

  func texts(_ name: String) -> [String] {
    guard case .text(let text)? = table[name]?.values else { return [] }
    return text.codes.map { $0 < 0 ? "" : text.dictionary[Int($0)] }
  }
}
