import CLAPACK

/// The threads of OpenBLAS, and what it is.
///
/// Its results depend on its thread count and on the kernel it chose for the
/// processor, so programs hold it at one thread and record `coreName`.
public enum BLASThreads {
  /// Lets OpenBLAS use this many threads, at least one, in the whole process.
  public static func set(_ count: Int) {
    precondition(count >= 1, "OpenBLAS needs at least one thread")
    openblas_set_num_threads(Int32(count))
  }

  /// How many threads OpenBLAS may use now.
  public static var count: Int { Int(openblas_get_num_threads()) }

  /// The kernel in use, for example "Haswell" or "SkylakeX".
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// The version of OpenBLAS, for example "0.3.21".
  public static var version: String {
    configuration.split(separator: " ").dropFirst().first.map(String.init) ?? configuration
  }

  /// OpenBLAS's own description of how it was built.
  public static var configuration: String { String(cString: openblas_get_config()) }
}
