import Reports

/// Over many series: how the error of the forecast compares with that of the
/// seasonal naive, as a distribution and for the hardest series.
enum SkillBlocks {
  /// From so many series on, their errors are a distribution worth drawing.
  private static let leastForHistogram = 20
  /// How many of the hardest series are named.
  private static let hardestShown = 12
  /// Larger ratios are drawn here: one series in ruins must not flatten the rest.
  private static let largestDrawn = 3.0

  static func blocks(_ tables: RunTables) -> [Block] {
    let ratios = tables.series.compactMap(\.relativeError)
    guard tables.series.count > 1, ratios.count > 1 else { return [] }
    var blocks: [Block] = []
    if ratios.count >= leastForHistogram { blocks.append(.chart(histogram(ratios))) }
    blocks.append(.chart(hardest(tables, ratios: ratios)))
    return blocks
  }

  private static func histogram(_ ratios: [Double]) -> Chart {
    let sorted = ratios.sorted()
    let worse = ratios.count { $0 > 1 }
    let far = ratios.count { $0 > 3 }
    func words(_ value: Double) -> String { PlainWords.number(value, digits: 2) }
    let middle = sorted[sorted.count / 2]
    let (low, high) = (sorted[sorted.count / 10], sorted[sorted.count * 9 / 10])
    return Chart(
      id: "skill-distribution",
      takeaway:
        "For half of the series the error is at most \(words(middle)) times that of repeating the last season; \(PlainWords.percent(Double(worse) / Double(ratios.count), digits: 1)) are worse than that, and \(PlainWords.count(far, "series", plural: "series")) more than three times as bad.",
      reading:
        "Eight in ten series lie between \(words(low)) and \(words(high)). Ratios above \(PlainWords.number(largestDrawn, digits: 0)) are drawn at the right end.",
      dataCaption: "Error relative to repeating the last season",
      .histogram(
        Histogram(
          values: ratios.map { min($0, largestDrawn) }, countUnit: "series",
          valueName: "error relative to repeating the last season", format: .fixed(2),
          reference: ReferenceLine(1, name: "as good as repeating"))))
  }

  private static func hardest(_ tables: RunTables, ratios: [Double]) -> Chart {
    let better = ratios.count { $0 < 1 }
    let shown = ReportSelection.hardest(tables.series, count: hardestShown)
    return Chart(
      id: "skill",
      takeaway:
        "The forecast beat repeating the last season in \(PlainWords.number(Double(better))) of \(PlainWords.count(ratios.count, "series", plural: "series"))\(ratios.count > shown.count ? "; the hardest are shown" : "").",
      dataCaption: "Error relative to repeating the last season, hardest series",
      .bars(
        BarChart(
          bars: shown.map { BarChart.Bar($0.id, $0.relativeError ?? .nan) }, itemName: "Series",
          unit: "error relative to repeating the last season", format: .fixed(2),
          reference: ReferenceLine(1, name: "as good as repeating"))))
  }
}
