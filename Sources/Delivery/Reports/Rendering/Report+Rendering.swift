public import Foundation

extension Report {
  /// One self-contained HTML file. Equal reports give equal bytes.
  public func html() -> String { HTMLPage.render(self) }

  /// Every table and every chart's data in full, in the order they appear.
  public func csvFiles() -> [(name: String, text: String)] {
    var names = NameRegister()
    var files: [(name: String, text: String)] = []
    for section in sections {
      for block in section.blocks {
        switch block {
        case .table(let table):
          files.append(("\(names.unique(table.csvName)).csv", CSVText.render(table)))
        case .chart(let chart):
          files.append(("\(names.unique(chart.fileName)).csv", CSVText.render(chart.dataTable)))
        default: break
        }
      }
    }
    return files
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
    files += csvFiles().map { ("figures/\($0.name)", $0.text) }
    for (path, text) in files {
      try Data(text.utf8).write(to: directory.appending(path: path), options: .atomic)
    }
    return files.map(\.0)
  }
}

extension Chart {
  var fileName: String { NameRegister.slug(id) }

  /// A forecast stands at the end of its table, recent values at the end of a series.
  var excerpt: HTMLTable.Excerpt {
    switch kind {
    case .fan, .lines: .last
    default: .first
    }
  }
}

extension ReportTable {
  var csvName: String { NameRegister.slug(fileName ?? caption) }
}
