using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using IotXmpp.Exi.Grammars;
using IotXmpp.Things.Profiles;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp device-type</c>.</summary>
internal static class DeviceTypeCommand
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    internal static Command Create()
    {
        var input = new Argument<FileInfo>("file")
        {
            Description = "JSON: { id, nodes, sendsTo, fields: [{ name, kind, unit, minimum, maximum, decimals }], parameters: [{ name, kind, minimum, maximum }] }.",
        };
        input.AcceptExistingOnly();
        var schemas = new Option<DirectoryInfo?>("--schemas") { Description = "Write the schema documents into this folder." };
        var image = new Option<FileInfo?>("--output", "-o") { Description = "Write the grammar image here." };
        var csharp = new Option<FileInfo?>("--csharp") { Description = "Write the image as C# of the device's language subset here." };
        var type = new Option<string>("--type") { Description = "Namespace and name of the C# class.", DefaultValueFactory = _ => "IotXmpp.Device.Generated.DeviceTypeGrammar" };
        var command = new Command("device-type", "Writes the schemas of a type of board, in which only the values are left to say, and compiles them.") { input, schemas, image, csharp, type };
        command.SetAction(result =>
        {
            FileInfo file = result.GetValue(input)!;
            TextWriter output = result.InvocationConfiguration.Output;
            return CommandErrors.Guard(result.InvocationConfiguration.Error, file.Name, () =>
            {
                DeviceTypeSchema schema = DeviceTypeSchema.Create(Read(file));
                ExiSchemaSet set = schema.Compile();
                if (result.GetValue(schemas) is { } folder)
                {
                    folder.Create();
                    foreach (var document in schema.Documents)
                        File.WriteAllBytes(Path.Combine(folder.FullName, document.FileName), document.Content.ToArray());
                }

                if (result.GetValue(image) is { } binary)
                    File.WriteAllBytes(binary.FullName, set.Grammar.Data);
                if (result.GetValue(csharp) is { } source)
                    File.WriteAllText(source.FullName, GrammarImageSource.Write(set.Grammar, result.GetValue(type)!, [$"Grammars of the device type {schema.Id}. Made by:", $"iotxmpp device-type {file.Name} --csharp {source.Name}"]));
                output.WriteLine($"{schema.Id}: {schema.Documents.Count} schemas, image of {set.Grammar.Data.Length} bytes");
                return 0;
            });
        });
        return command;
    }

    private static DeviceTypeDescription Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        return JsonSerializer.Deserialize<DeviceTypeDescription>(stream, s_json) ?? throw new FormatException("the description is null");
    }
}
