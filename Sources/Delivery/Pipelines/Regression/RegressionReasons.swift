import Briefings
import Foundation
import Regression
import Reports

/// The parts that inputs have in the predictions of single rows.
struct RegressionReasons {
  /// Rows whose mean prediction the parts are measured from: usual ones of the same file.
  private static let backgroundRows = 100

  private let model: RegressionModel
  private let frame: ModelFrame
  /// Of the rows asked for, on the scale of the link.
  private let parts: Contributions

  /// - Parameter rows: of the frame, to be taken apart; the background is spread over all.
  init(_ model: RegressionModel, _ frame: ModelFrame, rows: [Int]) throws(RegressionError) {
    self.model = model
    let inputs = ModelFrame(columns: model.inputs.compactMap { frame[$0.name] })
    let known = try model.predictions(of: inputs, on: .link)
    let predicted = known.indices.filter { known[$0].isFinite }
    // A row beyond all the model has seen would be a poor measure of the others.
    let flags = UnusualRows(model, inputs).flags
    let usual = predicted.filter { flags[$0].isEmpty }
    let usable = usual.isEmpty ? predicted : usual
    let limit = min(Self.backgroundRows, usable.count)
    let background = (0..<limit).map { usable[$0 * usable.count / max(1, limit)] }
    self.frame = inputs.selecting(rows: rows)
    parts =
      background.isEmpty
      ? Contributions(base: .nan, names: [], values: [])
      : try model.contributions(
        of: self.frame, against: inputs.selecting(rows: background), seed: model.specification.seed)
  }

  /// Of each row the strongest parts, in words.
  func strongest(_ count: Int) -> [[String]] {
    (0..<frame.rowCount).map { row in
      parts.names.indices
        .filter { parts.values[$0][row].isFinite && parts.values[$0][row] != 0 }
        .sorted {
          let (a, b) = (abs(parts.values[$0][row]), abs(parts.values[$1][row]))
          return a != b ? a > b : $0 < $1
        }
        .prefix(count).map { "\(inputs(parts.names[$0], row)) (\(size(parts.values[$0][row])))" }
    }
  }

  /// Of each row its parts and the base.
  ///
  /// - Parameter numbers: of the rows, from 1.
  func lines(numbers: [Int]) -> [ContributionLine] {
    (0..<frame.rowCount).flatMap { row -> [ContributionLine] in
      guard parts.values.allSatisfy({ $0[row].isFinite }), parts.base.isFinite else { return [] }
      let base = ContributionLine(
        row: numbers[row], variable: ContributionsFile.base, contribution: parts.base)
      return [base]
        + parts.names.indices.map {
          ContributionLine(
            row: numbers[row], variable: parts.names[$0], contribution: parts.values[$0][row])
        }
    }
  }

  /// "weekday Sun", "rain 12.5".
  private func inputs(_ names: String, _ row: Int) -> String {
    guard let values = frame[names]?.values else { return names }
    switch values {
    case .numeric(let numbers): return "\(names) \(PlainWords.number(numbers[row]))"
    case .factor(let factor):
      let code = Int(factor.codes[row])
      return code < 0 ? "\(names) missing" : "\(names) \(factor.levels[code])"
    case .time(let times, let missing):
      return missing[row] ? "\(names) missing" : "\(names) \(FileText.time(times, row))"
    }
  }

  /// A part as people read it: a change in per cent, a factor of the odds, or a difference.
  private func size(_ part: Double) -> String {
    var scale = model.scale
    // Trees have no coefficients, but parts on the scale of their link.
    if scale == .none {
      switch model.response {
      case .number: scale = .units
      case .count: scale = .percent
      case .yesNo: scale = .odds
      }
    }
    return switch scale {
    case .percent: percent(expm1(part))
    case .odds: "odds × \(PlainWords.number(exp(part)))"
    case .units, .link, .none: NumberFormat(style: .signed).words(part)
    }
  }

  private func percent(_ change: Double) -> String {
    (change > 0 ? "+" : "") + PlainWords.percent(change)
  }
}
