import Briefings
import TimeSeries

/// The labels of a panel's steps, each made once for all series.
struct AxisLabels: Sendable {
  private let index: TimeIndex
  private let first: Int
  private let known: [IntervalLabel?]

  /// The most labels that are kept ready.
  private static let most = 100_000

  /// - Parameter ahead: steps after the observed ones.
  init(_ index: TimeIndex, ahead: Int) {
    self.index = index
    let end = index.count + ahead
    first = max(0, end - AxisLabels.most)
    known = (first..<end).map { IntervalLabel(index.label(ofStep: $0)) }
  }

  subscript(step: Int) -> IntervalLabel? {
    let place = step - first
    return known.indices.contains(place)
      ? known[place] : IntervalLabel(index.label(ofStep: step))
  }

  func text(_ step: Int) -> String { self[step]?.text ?? index.label(ofStep: step) }
}
