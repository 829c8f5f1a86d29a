namespace IotXmpp.Tool.Conversion;

/// <summary>What a file holds.</summary>
internal enum StreamFormat
{
    Xml,
    Exi,
}
