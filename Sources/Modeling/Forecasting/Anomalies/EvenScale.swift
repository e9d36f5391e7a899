internal import Foundation

/// A scale on which the noise of a series is even: logarithm, square root or none.
///
/// Chosen as by Guerrero (1993), with medians for means and interquartile ranges
/// for deviations: the power for which spread over level^(1 − power) varies least
/// between blocks of the series.
struct EvenScale: Sendable {
  enum Power: Double, Sendable { case logarithm = 0, root = 0.5, none = 1 }
  var power: Power

  init(_ observed: [Double], block: Int) {
    power = .none
    guard let least = observed.min(), least >= 0, observed.count >= 2 * block else { return }
    var levels: [Double] = []
    var spreads: [Double] = []
    var first = 0
    while first + block <= observed.count {
      let part = observed[first..<(first + block)].sorted()
      levels.append(part[block / 2])
      spreads.append(part[block * 3 / 4] - part[block / 4])
      first += block
    }
    guard levels.allSatisfy({ $0 > 0 }) else {
      power = .root
      return
    }
    func variation(_ power: Power) -> Double {
      let ratios = zip(spreads, levels).map { $0 / pow($1, 1 - power.rawValue) }
      let mean = ratios.reduce(0, +) / Double(ratios.count)
      guard mean > 0 else { return .infinity }
      let squares = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(ratios.count)).squareRoot() / mean
    }
    // The logarithm of small counts is not even.
    let choices: [Power] = least >= 10 ? [.root, .logarithm, .none] : [.root, .none]
    power = choices.min { variation($0) < variation($1) } ?? .none
  }

  func forward(_ value: Double) -> Double {
    switch power {
    case .logarithm: log(value)
    case .root: (value + 0.375).squareRoot()
    case .none: value
    }
  }

  func backward(_ value: Double) -> Double {
    switch power {
    case .logarithm: exp(value)
    case .root: value > 0 ? value * value - 0.375 : -0.375
    case .none: value
    }
  }
}
