using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits an optimizer class on the array host: constructors, the typed param group, and the compiled programs.</summary>
/// <param name="plans">The scheduled steps, in the order in which parameters look for theirs.</param>
/// <param name="identity">What the class is called and documented as.</param>
internal sealed class ArrayHostEmitter(IReadOnlyList<StepPlan> plans, ClassIdentity identity) : HostEmitter(plans, identity)
{
    private const string Parameters = "global::System.Collections.Generic.IEnumerable<global::StableSpamCompose.Arrays.ArrayParameter> parameters";
    private const string Settings = "global::System.Collections.Generic.IReadOnlyDictionary<string, double> settings";

    protected override string Bases => "global::StableSpamCompose.Arrays.ArrayOptimizer";

    protected override void WriteConstructors(SourceWriter writer)
    {
        writer.Line("/// <summary>An optimizer of one param group.</summary>");
        WriteParameterDocumentation(writer);
        WriteConstructor(Identity.Name, Parameters, [], $"this(new ParamGroup({Arguments()}))", writer);
        writer.Line().Line("/// <summary>An optimizer of several param groups, each with hyperparameters of its own.</summary>");
        writer.Line("/// <param name=\"groups\">The groups.</param>");
        writer.Line($"public {Identity.Name}(params global::System.Collections.Generic.IEnumerable<ParamGroup> groups)");
        WriteBaseCall("", writer);
        using (writer.Block())
        {
            writer.Line("foreach (ParamGroup group in groups) AddParamGroup(group);");
        }
    }

    protected override void WriteHostInfo(SourceWriter writer)
    {
        writer.Line($"Create = static (parameters, settings) => new {Identity.Name}(new ParamGroup(parameters, settings)),");
        WriteEngine("CreateCudaEngine = static device => ", NewCudaEngine, ",", writer);
    }

    protected override void WriteHostMembers(SourceWriter writer)
    {
        writer.Line().Line("/// <summary>Parameters that share a learning rate and hyperparameters, all of which may be changed between steps.</summary>");
        using (writer.Block("public sealed class ParamGroup : global::StableSpamCompose.Arrays.ArrayParamGroup"))
        {
            writer.Line("/// <summary>A group with the given hyperparameters.</summary>");
            WriteParameterDocumentation(writer);
            string values = string.Join(", ", Program.Hyperparameters.Select(slot => Identifiers.Escape(slot.Name)));
            WriteConstructor("ParamGroup", Parameters, [], $"base(Info, parameters, lr, [{values}])", writer);
            writer.Line().Line("/// <summary>A group with hyperparameters by name; what is left out keeps its default.</summary>");
            writer.Line("/// <param name=\"parameters\">The parameters.</param>");
            writer.Line("/// <param name=\"settings\">Values by constructor name.</param>");
            writer.Line($"public ParamGroup({Parameters}, {Settings})");
            using (writer.Block("    : base(Info, parameters, settings)")) { }
            for (int slot = 0; slot < Program.Hyperparameters.Count; slot++) WriteProperty(slot, writer);
        }
    }

    private void WriteProperty(int index, SourceWriter writer)
    {
        HyperparameterSlot slot = Program.Hyperparameters[index];
        string position = NumberLiterals.Integer(index);
        writer.Line();
        if (Describe(slot) is { Length: > 0 } text) writer.Line($"/// <summary>{text}</summary>");
        writer.Line($"public {TypeOf(slot)} {Identifiers.Pascal(slot.Name)} {{ get => {(slot.IsInteger ? "(int)" : "")}Get({position}); set => Set({position}, value); }}");
    }

    private string Arguments() => string.Join(", ", All().Select(slot => Identifiers.Escape(slot.Name)).Prepend("parameters"));
}
