using System.CommandLine;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi</c>.</summary>
internal static class ExiCommand
{
    internal static Command Create() => new("exi", "EXI streams, grammars and test vectors.")
    {
        EncodeCommand.Create(),
        DecodeCommand.Create(),
        CompileCommand.Create(),
        VectorsCommand.Create(),
    };
}
