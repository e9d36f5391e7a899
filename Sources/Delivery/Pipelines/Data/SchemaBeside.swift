public import Tables

/// The data package that describes a file.
public enum SchemaBeside {
  /// Takes over what a package says of a file: types, formats, delimiter, words
  /// for missing values.
  ///
  /// - Parameters:
  ///   - options: to change.
  ///   - file: path of the data.
  ///   - package: path of the package; nil to look for `datapackage.json` beside
  ///     the file, which is used only where it names the file.
  /// - Throws: `TableError` where a package that was named cannot be read or says
  ///   nothing of the file, or where either makes no sense.
  public static func apply(to options: inout ReadOptions, file: String, package: String?)
    throws(TableError)
  {
    guard file != "-" else { return }
    let slash = file.lastIndex(of: "/")
    let folder = slash.map { String(file[...$0]) } ?? ""
    let path = package ?? folder + "datapackage.json"
    if package == nil, !WholeFile.exists(path) { return }
    let described = try DataPackage.read(path)
    guard let resource = described.resource(for: file) else {
      if package == nil { return }
      throw .usage("\(path) names no resource with the path of \(file).")
    }
    resource.apply(to: &options)
  }
}
