namespace IotXmpp.Exi.Header;

/// <summary>The parameters of the EXI Profile in the options document (EXI Profile 1.0): the element <c>p</c>.</summary>
internal static class ProfileParameters
{
    public const string ElementName = "p";

    /// <summary>Whether a stream uses the profile at all.</summary>
    public static bool IsNeeded(ExiOptions options) =>
        !options.LocalValuePartitions
        || options.MaximumNumberOfBuiltInElementGrammars is not null
        || options.MaximumNumberOfBuiltInProductions is not null;

    /// <summary>Writes the parameters.</summary>
    public static void Write(OptionsDocument.DocumentWriter writer, ExiOptions options)
    {
    }
}
