internal import Foundation

/// How large an error to expect at each step of one forecast, before the panel's
/// backtest has its say.
///
/// Three things tell: how the series has moved (`ErrorScale`, s), how unsure the
/// state-space models are by their own variance formulas (σ, the geometric mean of
/// those that were fitted), and how far the members stand from each other (d, their
/// standard deviation). The width is
///
///     w = s (σ/s)^a (d/s + 0.05)^b,
///
/// a mean of logarithms, in which one wild formula counts for its share only; σ/s is
/// held within bounds besides. a and b were fitted to the interval score
/// (Gneiting & Raftery, Journal of the American Statistical Association 102, 2007,
/// eq. 43) of 95, 80 and 50 % intervals at the backtest origins of public
/// competition series. In steps of a day or finer, where formulas for one step ahead
/// carry over worst, a is smaller.
enum ErrorWidth {
  /// Members whose own variances are asked.
  static let modelled = [ETS.name, DynamicOptimizedTheta.name, CES.name]
  static let spreadPower = 0.3

  /// a, by the seasons of the series.
  static func modelPower(seasons: [Int]) -> Double {
    let longest = seasons.max() ?? 1
    let isFine = seasons.count > 1 || longest == 7 || (longest > 12 && longest < 52)
    return isFine ? 0.2 : 0.5
  }

  /// - Parameters:
  ///   - scales: s at each step, all zero for a series that never moved.
  ///   - deviations: σ of each member at each step, nil for those not asked.
  ///   - means: what each member says; nil where it has nothing to say.
  ///   - canSpeak: which members are heard.
  static func steps(
    scales: [Double], deviations: [[Double]?], means: [[Double]?], canSpeak: [Bool],
    seasons: [Int]
  ) -> [Double] {
    let heard = means.indices.filter { canSpeak[$0] }
    let rows = heard.compactMap { means[$0] }
    let models = heard.compactMap { slot in
      deviations.indices.contains(slot) ? deviations[slot] : nil
    }
    let power = modelPower(seasons: seasons)
    return scales.enumerated().map { step, scale in
      guard scale > 0 else { return scale }
      var model = 0.0
      var count = 0.0
      for row in models where row[step] > 0 && row[step].isFinite {
        model += log(row[step] / scale)
        count += 1
      }
      if count > 0 {
        let growth = 0.5 * log(Double(step + 1))
        model = min(max(model / count, -1.5), 1.5 + growth)
      }
      let distance = ErrorWidth.spread(rows, step: step) / scale
      let disagreement = min(max(log(distance + 0.05), -3), 1.5)
      let width = scale * exp(power * model + spreadPower * disagreement)
      return width.isFinite ? width : scale
    }
  }

  /// Standard deviation of the members about their mean.
  private static func spread(_ rows: [[Double]], step: Int) -> Double {
    guard rows.count > 1 else { return 0 }
    let count = Double(rows.count)
    var mean = 0.0
    for row in rows { mean += row[step] / count }
    var square = 0.0
    for row in rows { square += (row[step] - mean) * (row[step] - mean) / count }
    return square.squareRoot()
  }
}
