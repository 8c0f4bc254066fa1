using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>Which powers multiply and which go to pow.</summary>
public class PowerTests
{
    [Theory]
    [InlineData("h^k", Opcode.ClockPower)]
    [InlineData("h^t", Opcode.ClockPower)]
    [InlineData("(1 - h)^k", Opcode.ClockPower)]
    [InlineData("k^t", Opcode.ClockPower)]
    [InlineData("norm(g)^k", Opcode.Power)]
    [InlineData("h^(k + 1)", Opcode.Power)]
    [InlineData("h^-k", Opcode.Power)]
    [InlineData("k^h", Opcode.Power)]
    [InlineData("h^0.5", Opcode.Power)]
    [InlineData("pow(h, 2)", Opcode.Power)]
    [InlineData("pow(h, k)", Opcode.Power)]
    [InlineData("h^2", Opcode.IntegerPower, 2)]
    [InlineData("h^2.0", Opcode.IntegerPower, 2)]
    [InlineData("h^-3", Opcode.IntegerPower, -3)]
    [InlineData("h^0", Opcode.IntegerPower, 0)]
    [InlineData("norm(g)^2", Opcode.IntegerPower, 2)]
    [InlineData("h^3000000000", Opcode.Power)]
    [InlineData("h^inf", Opcode.Power)]
    public void A_power_is_by_its_exponent(string expression, Opcode opcode, int exponent = 0)
    {
        StepProgram program = Recipes.LowerRule($"s = {expression}", "hyperparameters: { h: { default: 1 } }\nstate: { s: { per: tensor } }");
        Node value = program.Nodes[program.NewStates[0]];
        if (value.Opcode == Opcode.Broadcast) value = program.Nodes[value.Operands[0]];

        Assert.Equal((opcode, exponent), (value.Opcode, value.Exponent));
    }

    [Fact]
    public void An_assigned_k_is_a_clock_still()
    {
        StepProgram program = Recipes.LowerRule("k = k + 1\ns = h^k", "hyperparameters: { h: { default: 1 } }\nstate: { s: { per: step } }");

        Node power = program.Nodes[program.NewStates[0]];
        Assert.Equal(Opcode.ClockPower, power.Opcode);
        Assert.Equal(program.NewClock, power.Operands[1]);
    }

    [Fact]
    public void Elements_to_the_power_of_a_clock_go_to_pow()
    {
        StepProgram program = Recipes.LowerRule("w = g^k", "apply: own");

        Assert.Equal((Opcode.Power, ValueKind.Single), (program.Nodes[program.NewWeight].Opcode, program.Nodes[program.NewWeight].Kind));
    }
}
