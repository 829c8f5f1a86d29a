extern alias server;

using IotXmpp.Device.Boards;
using IotXmpp.Simulator;
using server::IotXmpp.Things.Model;

namespace IotXmpp.Device.Tests.Boards;

/// <summary>Board and concentrator describe the same fields and parameters.</summary>
public sealed class BoardDefinitionsTests
{
    [Theory]
    [InlineData(BoardKind.Climate)]
    [InlineData(BoardKind.Relay)]
    [InlineData(BoardKind.EnergyMeter)]
    public void Fields_and_parameters_are_those_the_concentrator_knows(BoardKind kind)
    {
        var (fields, parameters, known) = kind switch
        {
            BoardKind.Climate => (BoardDefinitions.ClimateFields(), BoardDefinitions.ClimateParameters(), ThingKinds.Climate),
            BoardKind.Relay => (BoardDefinitions.RelayFields(), BoardDefinitions.RelayParameters(), ThingKinds.Relay),
            _ => (BoardDefinitions.MeterFields(), BoardDefinitions.MeterParameters(), ThingKinds.Energy),
        };
        fields.Select(f => $"{f.Name} {(f.Kind == FieldDefinition.Boolean ? "Boolean" : f.Kind == FieldDefinition.Integer ? "Int" : "Numeric")} {f.Unit} {f.MinuteHistory}")
            .Should().Equal(known.Fields.Select(f => $"{f.Name} {f.Kind} {f.Unit} {f.FieldTypes.HasFlag(FieldTypes.HistoricalMinute)}"));
        parameters.Select(p => p.Kind switch
            {
                ParameterDefinition.Text => $"{p.Name} String {p.Max}",
                ParameterDefinition.Boolean => $"{p.Name} Boolean",
                _ => $"{p.Name} Int {p.Min} {p.Max}",
            })
            .Should().Equal(known.Parameters.Select(p => p.Kind switch
            {
                ControlParameterKind.String => $"{p.Name} String {p.MaxLength}",
                ControlParameterKind.Boolean => $"{p.Name} Boolean",
                _ => $"{p.Name} {p.Kind} {p.Minimum} {p.Maximum}",
            }));
    }

    [Theory]
    [InlineData(1, BoardKind.Climate)]
    [InlineData(3, BoardKind.EnergyMeter)]
    [InlineData(5, BoardKind.Relay)]
    [InlineData(1000, BoardKind.Climate)]
    public void Kinds_repeat(int number, BoardKind kind) => BoardKinds.For(number).Should().Be(kind);
}
