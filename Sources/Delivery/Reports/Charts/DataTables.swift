import CivilTime

// The numbers behind each kind of chart, in full, as the table beside it and its CSV.

extension FanChart {
  var dataTable: ReportTable {
    var columns = [future.column(named: future.isCivil ? PlainWords.sentence(step) : "Step")]
    columns.append(.number(PlainWords.sentence(countedName), format: format))
    columns.append(.number("Middle", format: format))
    let inner = Array(bands.reversed())
    for band in inner {
      columns.append(.number(PlainWords.frequency(band.level, of: step), format: format))
    }
    if baseline != nil {
      columns.append(.number(PlainWords.sentence(baselineName), format: format))
    }

    var rows: [ReportTable.Row] = []
    let ahead = columns.count - 2
    for index in 0..<history.count {
      var cells: [ReportTable.Cell] = [history.cell(index), .number(counted[index])]
      cells += Array(repeating: .missing, count: ahead)
      rows.append(ReportTable.Row(cells))
    }
    for index in 0..<future.count {
      var cells: [ReportTable.Cell] = [
        future.cell(index), actuals.map { .number($0[index]) } ?? .missing,
        .number(median[index]),
      ]
      cells += inner.map { .interval($0.lower[index], $0.upper[index]) }
      if let baseline { cells.append(.number(baseline[index])) }
      rows.append(ReportTable.Row(cells))
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }
}

extension LineChart {
  var dataTable: ReportTable {
    let first = abscissaName.isEmpty ? (abscissa.isCivil ? "Time" : "Step") : abscissaName
    let columns =
      [abscissa.column(named: PlainWords.sentence(first))]
      + series.map { .number($0.name, format: format) }
    let rows = (0..<abscissa.count).map { index in
      ReportTable.Row([abscissa.cell(index)] + series.map { .number($0.values[index]) })
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }
}

extension BarChart {
  var dataTable: ReportTable {
    let hasInterval = bars.contains { $0.lower != nil && $0.upper != nil }
    var columns: [ReportTable.Column] = [.text(itemName)]
    if segmentNames.isEmpty {
      columns.append(.number(PlainWords.sentence(unit), format: format))
    } else {
      columns += segmentNames.map { .number($0, format: format) }
      columns.append(.number("Total", unit: unit, format: format))
    }
    if hasInterval { columns.append(.number("Range", format: format)) }
    let rows = ordered.map { bar in
      var cells: [ReportTable.Cell] = [.text(bar.label)] + bar.values.map { .number($0) }
      if !segmentNames.isEmpty { cells.append(.number(bar.total)) }
      if hasInterval {
        cells.append(.interval(bar.lower ?? .nan, bar.upper ?? .nan))
      }
      return ReportTable.Row(cells, isEmphasized: bar.isEmphasized)
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }

  /// The bars in the order they are drawn.
  var ordered: [Bar] {
    switch order {
    case .given: bars
    case .descending:
      bars.enumerated().sorted { a, b in
        if a.element.total != b.element.total { return a.element.total > b.element.total }
        if a.element.label != b.element.label { return a.element.label < b.element.label }
        return a.offset < b.offset
      }.map(\.element)
    }
  }
}

extension CoverageChart {
  var dataTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .text("From"), .number(PlainWords.sentence(requiredName), unit: unit, format: format),
      .number(PlainWords.sentence(coveredName), unit: unit, format: format),
      .number(
        "Over or short", unit: unit, format: NumberFormat(style: .signed, digits: format.digits)),
    ]
    let rows = starts.indices.map { index in
      ReportTable.Row([
        .time(starts[index]), .number(required[index]), .number(covered[index]),
        .number(covered[index] - required[index]),
      ])
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }
}

extension HeatMap {
  /// The shorter ordering runs across, so that the table is not too wide to read.
  var dataTable: ReportTable {
    let rowsAcross = rowLabels.count < columnLabels.count
    let across = rowsAcross ? rowLabels : columnLabels
    let down = rowsAcross ? columnLabels : rowLabels
    var columns: [ReportTable.Column] = [.text(rowsAcross ? columnName : rowName)]
    columns += across.map { .number($0, format: format) }
    let rows = down.indices.map { d in
      let cells = across.indices.map { a in
        ReportTable.Cell.number(rowsAcross ? values[a][d] : values[d][a])
      }
      return ReportTable.Row([.text(down[d])] + cells)
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }
}

extension GanttChart {
  var dataTable: ReportTable {
    let hasGroups = shifts.contains { !$0.group.isEmpty }
    let hasLabels = shifts.contains { !$0.label.isEmpty }
    var columns: [ReportTable.Column] = []
    if hasGroups { columns.append(.text("Day")) }
    if hasLabels { columns.append(.text("Shift")) }
    columns += [.text("From"), .text("To"), .text("Breaks"), .number(PlainWords.sentence(unit))]
    let rows = shifts.map { shift in
      var cells: [ReportTable.Cell] = []
      if hasGroups { cells.append(.text(shift.group)) }
      if hasLabels { cells.append(.text(shift.label)) }
      let breaks = shift.breaks.map(GanttChart.words).joined(separator: ", ")
      cells += [
        .text(GanttChart.clock(shift.hours.start)), .text(GanttChart.clock(shift.hours.end)),
        breaks.isEmpty ? .text("none") : .text(breaks), .number(Double(shift.count)),
      ]
      return ReportTable.Row(cells)
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }

  /// "07:00", "02:00 next day".
  static func clock(_ minute: Int) -> String {
    let day = minute >= 1440 ? " next day" : ""
    let ofDay = ((minute % 1440) + 1440) % 1440
    return PlainWords.timeOfDay(ofDay * 60) + day
  }

  static func words(_ span: Span) -> String { "\(clock(span.start)) to \(clock(span.end))" }
}

extension SmallMultiples {
  var dataTable: ReportTable {
    let names = panels.first?.series.map(\.name) ?? []
    var columns: [ReportTable.Column] = [.text(panelName), abscissaColumn]
    columns += names.map { .number($0, format: format) }
    let rows = panels.flatMap { panel in
      (0..<abscissa.count).map { index in
        ReportTable.Row(
          [.text(panel.title), abscissaCell(index)]
            + panel.series.map { .number($0.values[index]) })
      }
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }

  private var abscissaColumn: ReportTable.Column {
    abscissaIsHours ? .text(abscissaName) : abscissa.column(named: abscissaName)
  }

  private func abscissaCell(_ index: Int) -> ReportTable.Cell {
    guard abscissaIsHours, case .numbers(let hours) = abscissa else { return abscissa.cell(index) }
    return .text(GanttChart.clock(Int((hours[index] * 60).rounded())))
  }
}

extension Histogram {
  var dataTable: ReportTable {
    let rows = bins.map { bin in
      ReportTable.Row([.interval(bin.lower, bin.upper), .number(Double(bin.count))])
    }
    return ReportTable(
      caption: "",
      columns: [
        .number(PlainWords.sentence(valueName), format: format),
        .number(PlainWords.sentence(countUnit)),
      ], rows: rows)
  }
}

extension DotPlot {
  var dataTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .text(groupName), .number("Middle", format: format), .number("Least", format: format),
      .number("Most", format: format), .number("Tests"),
    ]
    let rows = groups.map { group in
      let known = group.values.filter(\.isFinite).sorted()
      return ReportTable.Row(
        [
          .text(group.name), .number(DotPlot.median(of: known)), .number(known.first ?? .nan),
          .number(known.last ?? .nan), .number(Double(known.count)),
        ], isEmphasized: group.isEmphasized)
    }
    return ReportTable(caption: PlainWords.sentence(valueName), columns: columns, rows: rows)
  }

  /// The middle of ascending values, the mean of the middle two where they are even;
  /// NaN of none.
  static func median(of sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half])
  }
}

extension SlopeChart {
  var dataTable: ReportTable {
    let change = NumberFormat(style: .signed, digits: format.digits)
    let rows = items.map { item in
      ReportTable.Row(
        [
          .text(item.name), .number(item.before), .number(item.after),
          .number(item.after - item.before),
        ], isEmphasized: item.isEmphasized)
    }
    return ReportTable(
      caption: "",
      columns: [
        .text(itemName), .number(beforeName, unit: unit, format: format),
        .number(afterName, unit: unit, format: format),
        .number("Change", unit: unit, format: change),
      ], rows: rows)
  }
}
