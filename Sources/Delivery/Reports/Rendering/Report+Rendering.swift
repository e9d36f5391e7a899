public import Foundation

extension Report {
  /// One self-contained HTML file. Equal reports give equal bytes.
  public func html() -> String { HTMLPage.render(self) }

  /// Every table and every chart's data in full, in the order they appear: paths below
  /// the report's folder and their text.
  public func csvFiles() -> [(name: String, text: String)] {
    let tables = sections.flatMap(\.blocks).compactMap(\.table)
    return zip(csvNames, tables).map { ($0, CSVText.render($1)) }
  }

  /// Paths of the CSV files, in the order their tables and charts appear.
  var csvNames: [String] {
    var names = NameRegister()
    return sections.flatMap(\.blocks).compactMap(\.table).map {
      "figures/\(names.unique($0.fileName ?? $0.caption)).csv"
    }
  }

  /// Writes `report.html`, `report.json` and, in a folder `figures`, the CSV of every
  /// table and chart; folders are made where there are none.
  ///
  /// - Returns: the paths written, below `directory`, in order.
  /// - Throws: what the file system reports.
  @discardableResult
  public func write(to directory: URL) throws -> [String] {
    let figures = directory.appending(path: "figures", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
    var files = [("report.html", html()), ("report.json", json())]
    files += csvFiles().map { ($0.name, $0.text) }
    for (path, text) in files {
      try Data(text.utf8).write(to: directory.appending(path: path), options: .atomic)
    }
    return files.map(\.0)
  }
}

extension Chart {
  /// A forecast stands at the end of its table, recent values at the end of a series.
  var excerpt: HTMLTable.Excerpt {
    switch kind {
    case .fan, .lines: .last
    default: .first
    }
  }
}

extension Block {
  /// The numbers it shows, if it is a table or a chart.
  var table: ReportTable? {
    switch self {
    case .table(let table): table
    case .chart(let chart): chart.dataTable
    default: nil
    }
  }
}
