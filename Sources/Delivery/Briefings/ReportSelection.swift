/// Which of many series a report shows.
///
/// A report of a hundred thousand series must stay as quick to open as one of
/// six: it draws the largest, names those that test worst, and counts the rest.
public enum ReportSelection {
  /// How many series are drawn.
  public static let drawn = 6
  /// Up to so many series, each has its lines in the tables of the report.
  public static let full = 50

  /// Places of the series with the largest expected totals, largest first; the
  /// earlier of equals.
  public static func largest(_ series: [SeriesLine], count: Int = drawn) -> [Int] {
    func size(_ place: Int) -> Double {
      series[place].mean.isNaN ? -.infinity : series[place].mean
    }
    var best: [Int] = []
    for place in series.indices {
      if best.count == count, let last = best.last, size(place) <= size(last) { continue }
      let at = best.firstIndex { size($0) < size(place) } ?? best.count
      best.insert(place, at: at)
      if best.count > count { best.removeLast() }
    }
    return best
  }

  /// Series whose forecast tested worst beside the seasonal naive, worst first.
  static func hardest(_ series: [SeriesLine], count: Int) -> [SeriesLine] {
    let tested = series.filter { $0.relativeError != nil }
    let ranked = tested.sorted { a, b in
      let (x, y) = (a.relativeError ?? 0, b.relativeError ?? 0)
      return x != y ? x > y : a.id < b.id
    }
    return Array(ranked.prefix(count))
  }

  /// The ids whose rows a report needs; nil for all of them.
  public static func kept(_ series: [SeriesLine]) -> Set<String>? {
    series.count <= full ? nil : Set(largest(series).map { series[$0].id })
  }
}
