import CivilTime
import Provenance
public import Tables
public import Traffic

/// A detector file on disk, and what is said about it.
public struct DetectorSource: Sendable {
  /// A path, or `-` for standard input; may be compressed (`.gz`).
  public var path: String
  /// Where the detectors stand.
  public var stations: String?
  public var options = DetectorFileOptions()
  public var reading = ReadOptions()
  /// IANA name or fixed offset.
  public var timeZone: String?

  public init(path: String) { self.path = path }
}

/// A detector file that has been read.
struct LoadedDetectors {
  var record: DetectorRecord
  /// The detector file, then the stations.
  var files: [FileRecord]
  /// Edition of the time zone data, where a zone was used.
  var timeZoneData: String?

  /// - Throws: `TableError` with file, line and column.
  init(_ source: DetectorSource) throws {
    var options = source.options
    if let zone = source.timeZone {
      options.timeZone = try LoadedSeries.rules(for: zone)
      timeZoneData = TimeZoneFiles.dataVersion()
    }
    let bytes = try WholeFile.readDecompressed(source.path)
    let name = source.path == "-" ? "standard input" : source.path
    record = try DetectorFile.read(
      bytes: bytes, name: name, options: options, reading: source.reading)
    files = [
      source.path == "-"
        ? FileRecord(path: "-", content: bytes) : try FileRecord(path: name, at: source.path)
    ]
    if let path = source.stations {
      let stations = try DetectorStations.read(bytes: WholeFile.readDecompressed(path), name: path)
      files.append(try FileRecord(path: path, at: path))
      record = stations.placing(record)
    }
  }
}
