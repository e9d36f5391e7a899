import Foundation
import LinearAlgebra
import Regression
import Tables

/// Published regressions of policies and trends, each from its data by its formula,
/// beside the printed figure: differences in differences, first differences, fixed
/// effects with clustered errors, a segmented series with Newey and West's errors.
///
/// The directory holds the data files and `answers.json`. `agrees` is 1 where the
/// value rounds to the printed digits.
enum TrendsStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory,
      let data = FileManager.default.contents(atPath: "\(directory)/answers.json"),
      let answers = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else {
      return emit(line("all", "needs --data with answers.json", .nan))
    }
    for one in cases {
      let path = ["csv", "csv.gz"].map { "\(directory)/\(one.file).\($0)" }
        .first { FileManager.default.fileExists(atPath: $0) }
      guard let path else { continue }
      do {
        let begin = Stopwatch.cpuSeconds
        let frame = one.prepare(ModelFrame(try TableReader.read(path: path).table))
        let reading = try Reading(one, frame)
        let seconds = Stopwatch.cpuSeconds - begin
        for figure in one.figures {
          emit(compare(one, figure, try figure.read(reading), answers, seconds))
        }
      } catch {
        emit(line(one.name, "\(error)", .nan))
      }
    }
    withoutActuallyEscaping(emit) { TrendsModels(directory: directory, emit: $0).run() }
    ImpactCoverage.run(emit: emit)
  }

  /// A fit and the errors asked for.
  struct Reading {
    let fit: LinearFit
    let inference: CoefficientInference
    let frame: ModelFrame
    let schema: DesignSchema

    init(_ one: Case, _ frame: ModelFrame) throws {
      let fitted = one.rows.map { frame.selecting(rows: Array($0)) } ?? frame
      schema = try DesignSchema(Formula(one.formula), fitted, weights: one.weights)
      let rows = try schema.rows(of: fitted)
      fit = try LinearFit(
        design: rows.design, response: rows.response, weights: rows.weights, offset: rows.offset)
      switch one.errors {
      case .classical: inference = fit.classicalInference
      case .neweyWest(let lags):
        inference = try fit.inference(.neweyWest(.fixed(lags), corrected: false))
      case .cluster(let name):
        let groups = fitted.groups(name)
        inference = try fit.inference(.cluster(rows.kept.map { groups[$0] }, .cr1))
      }
      self.frame = frame
    }

    func estimate(_ name: String) -> Double { row(name)?.estimate ?? .nan }
    func error(_ name: String) -> Double { row(name)?.standardError ?? .nan }
    private func row(_ name: String) -> Coefficient? {
      inference.coefficients().first { $0.name == name }
    }

    /// The mean of the response less the prediction over some rows.
    func meanGap(_ range: Range<Int>) throws -> Double {
      let rows = try schema.rows(of: frame.selecting(rows: Array(range)))
      let mean = try fit.predict(rows.design).mean
      return zip(rows.response, mean).reduce(0) { $0 + $1.0 - $1.1 } / Double(range.count)
    }
  }

  enum Errors: Sendable {
    case classical
    case neweyWest(Int)
    case cluster(String)
  }

  struct Figure: Sendable {
    let measure: String
    /// Where `answers.json` has it, below the case's own entry.
    let path: [String]
    let read: @Sendable (Reading) throws -> Double
  }

  struct Case: Sendable {
    let name: String
    let file: String
    let formula: String
    var weights: String?
    var errors = Errors.classical
    /// Rows fitted; nil for all.
    var rows: Range<Int>?
    var prepare: @Sendable (ModelFrame) -> ModelFrame = { $0 }
    let figures: [Figure]
  }

  private static func compare(
    _ one: Case, _ figure: Figure, _ value: Double, _ answers: [String: Any], _ seconds: Double
  ) -> String {
    var node: Any? = answers[one.file]
    for key in figure.path { node = (node as? [String: Any])?[key] }
    guard let printed = (node as? NSNumber)?.doubleValue else {
      return line(one.name, figure.measure, value)
    }
    // Half a unit of the last digit printed.
    let text = "\(printed)"
    let digits = text.split(separator: ".").last.map { $0 == "0" ? 0 : $0.count } ?? 0
    let half = 0.5 * pow(10, -Double(digits)) * (1 + 1e-9)
    return line(
      one.name, figure.measure, value,
      more: [
        "printed": printed, "agrees": abs(value - printed) <= half ? 1 : 0, "cpu_seconds": seconds,
      ]
    )
  }

  private static func line(
    _ name: String, _ measure: String, _ value: Double, more: [String: Double] = [:]
  ) -> String {
    Measurement.line(study: "trends", case: name, measure: measure, value: value, more: more)
  }
}

extension TrendsStudy {
  private static func estimate(_ term: String, _ path: String...) -> Figure {
    Figure(measure: path.joined(separator: "."), path: path) { $0.estimate(term) }
  }
  private static func error(_ term: String, _ path: String...) -> Figure {
    Figure(measure: path.joined(separator: "."), path: path) { $0.error(term) }
  }

  private static let kielmc = "nearinc + y81 + y81nrinc"

  static let cases: [Case] = [
    Case(
      name: "kielmc", file: "kielmc", formula: "rprice ~ \(kielmc)",
      figures: [
        estimate("y81nrinc", "published", "y81nrinc"), error("y81nrinc", "published", "se"),
        estimate("y81nrinc", "recomputed", "y81nrinc"), error("y81nrinc", "recomputed", "se"),
      ]),
    Case(
      name: "kielmc-age", file: "kielmc", formula: "rprice ~ \(kielmc) + age + agesq",
      figures: [
        estimate("y81nrinc", "published", "with_age"),
        error("y81nrinc", "recomputed", "se_age"),
      ]),
    Case(
      name: "kielmc-full", file: "kielmc",
      formula: "rprice ~ \(kielmc) + age + agesq + intst + land + area + rooms + baths",
      figures: [
        estimate("y81nrinc", "published", "with_full_controls"),
        error("y81nrinc", "published", "se_full"),
      ]),
    Case(
      name: "kielmc-log", file: "kielmc", formula: "lprice ~ \(kielmc)",
      figures: [estimate("y81nrinc", "recomputed", "lprice")]),
    Case(
      name: "traffic1", file: "traffic1", formula: "cdthrte ~ copen + cadmn",
      figures: [
        estimate("(Intercept)", "published", "const"), estimate("copen", "published", "copen"),
        estimate("cadmn", "published", "cadmn"), error("copen", "recomputed", "se_copen"),
        error("cadmn", "recomputed", "se_cadmn"),
        Figure(measure: "published.R2", path: ["published", "R2"]) { $0.fit.rSquared },
        Figure(measure: "published.n", path: ["published", "n"]) { Double($0.fit.count) },
      ]),
    Case(
      name: "ezunem", file: "ezunem",
      formula: "guclms ~ d82 + d83 + d84 + d85 + d86 + d87 + d88 + cez",
      figures: [
        estimate("cez", "published", "cez"), error("cez", "published", "se"),
        Figure(measure: "recomputed.n", path: ["recomputed", "n"]) { Double($0.fit.count) },
      ]),
    Case(
      name: "ezunem-fixed-effects", file: "ezunem", formula: "luclms ~ ez + C(city) + C(year)",
      figures: [estimate("ez", "recomputed", "FE_with_year")]),
    Case(
      name: "ezunem-no-year", file: "ezunem", formula: "luclms ~ ez + C(city)",
      figures: [estimate("ez", "recomputed", "FE_no_year")]),
    Case(
      name: "organ-donations", file: "organ_donations",
      formula: "Rate ~ treated + C(State) + C(Quarter_Num)", errors: .cluster("State"),
      prepare: { frame in
        let quarter = frame.numbers("Quarter_Num")
        return frame.replacing(
          "treated",
          with: .numeric(
            frame.indicator("State", "California").enumerated().map {
              quarter[$0] > 3 ? $1 : 0
            }))
      },
      figures: [
        estimate("treated", "published", "att"), estimate("treated", "recomputed", "att"),
        error("treated", "recomputed", "se_cluster"),
      ]),
    Case(
      name: "fatalities-pooled", file: "fatalities", formula: "I(fatal / pop * 10000) ~ beertax",
      figures: [estimate("beertax", "published", "pooled")]),
    Case(
      name: "fatalities-state", file: "fatalities",
      formula: "I(fatal / pop * 10000) ~ beertax + C(state)",
      figures: [estimate("beertax", "published", "state_FE")]),
    Case(
      name: "fatalities-state-year", file: "fatalities",
      formula: "I(fatal / pop * 10000) ~ beertax + C(state) + C(year)", errors: .cluster("state"),
      figures: [
        estimate("beertax", "published", "state_year_FE"),
        error("beertax", "recomputed", "se_cluster_twfe"),
      ]),
    Case(
      name: "castle-doctrine", file: "castle_doctrine",
      formula: "l_homicide ~ post + C(sid) + C(year)", weights: "popwt", errors: .cluster("sid"),
      figures: [
        estimate("post", "recomputed", "att"), error("post", "recomputed", "se_cluster"),
      ]),
    Case(
      name: "california-prop99", file: "california_prop99",
      formula: "packs_per_capita ~ treated + C(state) + C(year)",
      figures: [
        estimate("treated", "published", "DiD"), estimate("treated", "recomputed", "DiD"),
      ]),
    Case(
      name: "nile", file: "nile", formula: "flow ~ after",
      prepare: { frame in
        frame.replacing("after", with: .numeric(frame.numbers("year").map { $0 > 1898 ? 1 : 0 }))
      },
      figures: [
        estimate("(Intercept)", "recomputed", "mean_before"),
        estimate("after", "recomputed", "shift"),
      ]),
    Case(
      name: "causalimpact", file: "causalimpact_doc", formula: "y ~ x1", rows: 0..<70,
      figures: [
        Figure(measure: "recomputed.OLS_effect", path: ["recomputed", "OLS_effect"]) {
          try $0.meanGap(70..<100)
        }
      ]),
    Case(
      name: "seatbelts", file: "seatbelts",
      formula: "log(drivers) ~ t + law + since + sin1 + cos1 + sin2 + cos2 + log(PetrolPrice)",
      errors: .neweyWest(12), prepare: segmented,
      figures: [
        estimate("law", "recomputed", "segmented_OLS_HAC12", "level"),
        error("law", "recomputed", "segmented_OLS_HAC12", "se"),
        estimate("since", "recomputed", "segmented_OLS_HAC12", "slope"),
      ]),
  ]

  /// A trend, its change at the law, and two harmonics of the year.
  @Sendable
  private static func segmented(_ frame: ModelFrame) -> ModelFrame {
    let law = frame.numbers("law")
    let start = law.firstIndex { $0 == 1 } ?? law.count
    let t = law.indices.map { Double($0) }
    var result = frame.replacing("t", with: .numeric(t))
      .replacing("since", with: .numeric(t.map { max(0, $0 - Double(start)) }))
    for k in 1...2 {
      let angle = t.map { 2 * Double.pi * Double(k) * $0 / 12 }
      result = result.replacing("sin\(k)", with: .numeric(angle.map { sin($0) }))
        .replacing("cos\(k)", with: .numeric(angle.map { cos($0) }))
    }
    return result
  }
}

extension ModelFrame {
  fileprivate func numbers(_ name: String) -> [Double] {
    if case .numeric(let values)? = self[name]?.values { values } else { [] }
  }

  fileprivate func indicator(_ name: String, _ level: String) -> [Double] {
    guard case .factor(let factor)? = self[name]?.values else { return [] }
    let code = factor.levels.firstIndex(of: level).map { Int32($0) }
    return factor.codes.map { $0 == code ? 1 : 0 }
  }

  /// A group a row, of a column of text or of whole numbers.
  fileprivate func groups(_ name: String) -> [Int32] {
    switch self[name]?.values {
    case .factor(let factor): factor.codes
    case .numeric(let values): values.map { $0.isNaN ? -1 : Int32($0) }
    default: []
    }
  }
}
