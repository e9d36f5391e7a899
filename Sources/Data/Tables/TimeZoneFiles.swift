/// The system's time-zone files (TZif, RFC 9636), as bytes for `TimeZoneRules`.
///
/// The environment's `TZDIR` is never consulted: whoever wants another folder
/// passes it, so that a run depends only on what its caller says.
public enum TimeZoneFiles {
  /// The bytes of the TZif file of an IANA zone.
  ///
  /// - Parameters:
  ///   - identifier: the zone's name, such as `America/Chicago`.
  ///   - directory: the folder of the zones.
  /// - Throws: `TableError.usage` for a name that is not a zone's (empty, absolute,
  ///   or with `..`), `.input` where there is no such zone, `.data` where the file
  ///   is not TZif.
  public static func bytes(
    for identifier: String, directory: String = "/usr/share/zoneinfo"
  ) throws(TableError) -> [UInt8] {
    guard isZoneName(identifier) else {
      throw .usage(
        "time zone \"\(identifier)\": not an IANA name. Write it as in America/Chicago.")
    }
    let path = "\(directory)/\(identifier)"
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path, limit: 1 << 20)
    } catch {
      throw .input(
        path: path,
        reason: "no rules for the time zone \"\(identifier)\". "
          + "Check its spelling, or install the package tzdata.")
    }
    guard bytes.starts(with: Array("TZif".utf8)) else {
      throw .data(DataProblem(file: path, what: "not a time-zone file (TZif)"))
    }
    return bytes
  }

  /// The release of the time-zone data, such as `2025b`; nil where the folder does not say.
  public static func dataVersion(directory: String = "/usr/share/zoneinfo") -> String? {
    // `tzdata.zi` begins "# version 2025b"; some systems have "+VERSION" instead.
    if let head = try? WholeFile.read("\(directory)/+VERSION", limit: 256) {
      return firstLine(head)
    }
    guard let head = try? WholeFile.read("\(directory)/tzdata.zi", limit: 1 << 22) else {
      return nil
    }
    let line = firstLine(head)
    let mark = "# version "
    return line.hasPrefix(mark) ? String(line.dropFirst(mark.count)) : nil
  }

  private static func firstLine(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
  }

  /// Letters, digits, `_ + - .` in parts joined by `/`, none of them empty, `.` or `..`.
  static func isZoneName(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 255 else { return false }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
          case 0x2B, 0x2D, 0x2E, 0x5F: true
          default: false
          }
        }
    }
  }
}
