namespace IotXmpp.Xmpp.Forms;

/// <summary>One choice of a list field (XEP-0004 3.2).</summary>
/// <param name="Value">What is submitted.</param>
/// <param name="Label">What people see; null for the value itself.</param>
public sealed record FormOption(string Value, string? Label = null);
