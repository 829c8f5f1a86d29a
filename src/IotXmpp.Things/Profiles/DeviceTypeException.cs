namespace IotXmpp.Things.Profiles;

/// <summary>A description that no schema can be written for.</summary>
public sealed class DeviceTypeException : Exception
{
    internal DeviceTypeException(string member, string problem)
        : base($"{member}: {problem}") => Member = member;

    /// <summary>The member at fault, such as <c>Fields[2].Unit</c>.</summary>
    public string Member { get; }
}
