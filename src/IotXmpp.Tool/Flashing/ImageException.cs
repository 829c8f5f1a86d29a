namespace IotXmpp.Tool.Flashing;

/// <summary>An assembly or an image that a board would not start, or not as meant.</summary>
/// <param name="subject">File, or assembly within an image.</param>
/// <param name="reason">What is wrong with it.</param>
internal sealed class ImageException(string subject, string reason) : Exception($"{subject}: {reason}");
