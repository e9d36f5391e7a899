/// The functions of the formula language and what each takes.
public enum FormulaFunction: String, CaseIterable, Sendable {
  /// Elementwise; a row where the value is not finite counts as missing.
  case log, log1p, log10, log2, exp, sqrt, abs
  /// Arithmetic kept apart from the operators between terms.
  case identity = "I"
  /// The value `steps` rows earlier, and the difference from it.
  case lag, diff
  /// Parts of a time column: hour 0…23, time of day in hours with fractions,
  /// weekday 1 (Monday) … 7, month 1…12, quarter 1…4, day of the year 1…366, year.
  case hour, timeofday, weekday, month, quarter, yearday, year
  /// Several columns of one variable.
  case polynomial = "poly"
  case spline = "bs"
  /// A variable taken as categories.
  case category = "C"
  /// A known part of the linear predictor.
  case offset
  /// A smooth function whose wiggliness is penalized.
  case smooth = "s"
  /// Counts of successes, with failures (as R) or with trials.
  case cbind
  case counts

  enum Role { case elementwise, term, response }

  var role: Role {
    switch self {
    case .polynomial, .spline, .category, .offset, .smooth: .term
    case .cbind, .counts: .response
    default: .elementwise
    }
  }

  /// What one argument may be.
  struct Parameter: Sendable {
    enum Kind: Sendable, Equatable {
      case expression
      /// A column or `C(…)` that says which group a row is of.
      case grouping
      case count(atLeast: Int)
      case positive
      case word([String])
      /// A category: text in quotes, a bare word or a number.
      case label
      case flag
    }
    var name: String
    var kind: Kind
    var required = false
    /// Printed as `name: value`, and never to be taken for another.
    var named = true
    /// May be given by its place alone.
    var placed = true

    var readsColumns: Bool { kind == .expression || kind == .grouping }
  }

  var parameters: [Parameter] {
    let x = Parameter(name: "x", kind: .expression, required: true, named: false)
    let by = Parameter(name: "by", kind: .grouping, placed: false)
    switch self {
    case .lag, .diff:
      return [
        x, Parameter(name: "steps", kind: .count(atLeast: 1), named: false), by,
      ]
    case .polynomial:
      return [
        x, Parameter(name: "degree", kind: .count(atLeast: 1), required: true, named: false),
        Parameter(name: "raw", kind: .flag, placed: false),
      ]
    case .spline:
      return [
        x, Parameter(name: "df", kind: .count(atLeast: 1)),
        Parameter(name: "degree", kind: .count(atLeast: 1), placed: false),
      ]
    case .category:
      return [
        x, Parameter(name: "contrast", kind: .word(Contrast.allCases.map(\.rawValue))),
        Parameter(name: "reference", kind: .label, placed: false),
      ]
    case .smooth:
      return [
        x, Parameter(name: "k", kind: .count(atLeast: 3), placed: false),
        Parameter(name: "period", kind: .positive, placed: false), by,
      ]
    case .cbind:
      return [
        Parameter(name: "successes", kind: .expression, required: true, named: false),
        Parameter(name: "failures", kind: .expression, required: true, named: false),
      ]
    case .counts:
      return [
        Parameter(name: "successes", kind: .expression, required: true, named: false),
        Parameter(name: "of", kind: .expression, required: true),
      ]
    default: return [x]
    }
  }

  func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
}
