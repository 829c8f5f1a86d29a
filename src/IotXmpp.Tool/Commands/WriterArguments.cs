using System.CommandLine;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Tool.Commands;

/// <summary>What a command line says of the header and form of a stream to write, beyond its options.</summary>
internal sealed class WriterArguments
{
    private readonly Option<bool> _cookie = new("--cookie") { Description = "Begin with $EXI." };
    private readonly Option<bool> _optionsDocument = new("--options-document") { Description = "Name the options in the header, so that a reader needs to be told nothing but the schema." };
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "A bare body, as XEP-0322 sends it." };
    private readonly Option<bool> _canonical = new("--canonical") { Description = "Canonical EXI: the one stream of all that mean the same. With an options document; pre-compression instead of compression." };
    private readonly Option<bool> _omitOptions = new("--omit-options-document") { Description = "Canonical EXI without options document." };
    private readonly Option<bool> _utcTime = new("--utc-time") { Description = "Canonical EXI with times in UTC." };

    internal void AddTo(Command command)
    {
        Option[] all = [_cookie, _optionsDocument, _noHeader, _canonical, _omitOptions, _utcTime];
        foreach (var option in all)
            command.Options.Add(option);
    }

    internal ExiXmlWriterSettings Settings(ParseResult result, ExiOptions options, GrammarImage? grammar) => new()
    {
        Options = options,
        Grammar = grammar,
        WriteHeader = !result.GetValue(_noHeader),
        WriteCookie = result.GetValue(_cookie),
        WriteOptions = result.GetValue(_optionsDocument),
        Canonical = result.GetValue(_canonical) ? new CanonicalExi { OmitOptionsDocument = result.GetValue(_omitOptions), UtcTime = result.GetValue(_utcTime) } : null,
        LeaveOpen = true,
    };
}
