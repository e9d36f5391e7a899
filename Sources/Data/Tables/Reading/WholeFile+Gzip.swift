extension WholeFile {
  /// The bytes of the file at `path`, decompressed where it is a gzip file; `-` is standard
  /// input.
  ///
  /// - Throws: as `read`; `TableError.input` too where gzip is missing or the file is not whole.
  public static func readDecompressed(_ path: String) throws(TableError) -> [UInt8] {
    let source = try ByteSource(path: path, replayLimit: 0)
    var bytes: [UInt8] = []
    let step = 1 << 18
    while true {
      let filled = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: step))
      var got = 0
      var failure: TableError?
      bytes.withUnsafeMutableBytes { buffer in
        do throws(TableError) {
          got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        } catch { failure = error }
      }
      if let failure { throw failure }
      bytes.removeLast(step - got)
      if got < step { return bytes }
    }
  }
}
