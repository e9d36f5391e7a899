import Glibc

/// The system's words for the error number `code`, in lower case.
func systemReason(_ code: Int32) -> String {
  switch code {
  case ENOENT: return "no such file or directory"
  case EACCES, EPERM: return "permission denied"
  case ENOSPC: return "no space left on the device"
  case EISDIR: return "it is a directory"
  case ENOTDIR: return "a part of the path is not a directory"
  case EROFS: return "the file system is read-only"
  case EDQUOT: return "the disk quota is used up"
  default:
    guard let text = strerror(code) else { return "system error \(code)" }
    return String(cString: text).lowercased()
  }
}
