using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>
/// Emits an optimizer class on TorchSharp, in the shape of <c>torch.optim.AdamW</c>: constructors over parameters, named
/// parameters and param groups, and the nested classes <c>Options</c>, <c>ParamGroup</c> and <c>State</c>.
/// </summary>
/// <param name="plans">The scheduled steps, in the order in which parameters look for theirs.</param>
/// <param name="identity">What the class is called and documented as.</param>
internal sealed class TorchHostEmitter(IReadOnlyList<StepPlan> plans, ClassIdentity identity) : HostEmitter(plans, identity)
{
    private const string Host = "global::StableSpamCompose.Torch.";
    private const string Parameter = "global::TorchSharp.Modules.Parameter";
    private const string Parameters = $"global::System.Collections.Generic.IEnumerable<{Parameter}> parameters";
    private const string NamedParameters = $"global::System.Collections.Generic.IEnumerable<(string name, {Parameter} parameter)> parameters";
    private const string Groups = "global::System.Collections.Generic.IEnumerable<ParamGroup> parameters";
    private const string Settings = "global::System.Collections.Generic.IReadOnlyDictionary<string, double> settings";
    private const string Maximize = "bool maximize = false";
    private const string OfTheGroup = "of the group";
    private const string Optim = "global::TorchSharp.torch.optim.";

    protected override string Bases => string.Join(", ", new[] { Host + "TorchOptimizer" }.Concat(Interfaces()));

    private bool HasBetas => Has("beta1") && Has("beta2");

    private bool HasMomentum => Has("momentum");

    protected override void WriteConstructors(SourceWriter writer)
    {
        string arguments = string.Join(", ", All().Select(slot => Identifiers.Escape(slot.Name)).Append("maximize"));
        writer.Line("/// <summary>An optimizer of parameters without names; their state is saved in their order.</summary>");
        WriteDocumentation(writer);
        WriteConstructor(Identity.Name, Parameters, [Maximize], $"this(new ParamGroup[] {{ new(parameters) }}, {arguments})", writer);
        writer.Line().Line("/// <summary>An optimizer of named parameters, as <c>named_parameters()</c> gives them; their state is saved by name.</summary>");
        WriteDocumentation(writer);
        WriteConstructor(Identity.Name, NamedParameters, [Maximize], $"this(new ParamGroup[] {{ new(parameters) }}, {arguments})", writer);
        writer.Line().Line("/// <summary>An optimizer of param groups. What the options of a group leave open they take from here.</summary>");
        WriteDocumentation(writer);
        WriteSignature(Identity.Name, Groups, [Maximize], writer);
        WriteBaseCall(", " + NewOptions(), writer);
        using (writer.Block()) writer.Line("AddParamGroups(parameters);");
    }

    protected override void WriteHostInfo(SourceWriter writer)
    {
    }

    protected override void WriteHostMembers(SourceWriter writer)
    {
        WriteInterfaces(
            writer,
            isVisible: name => name != Identity.Name,
            get: index => $"GetDefault({index})",
            set: (index, value) => $"SetEverywhere({index}, {value})",
            "of all param groups, and of those to come");
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line("protected override global::StableSpamCompose.Execution.StepEngine CreateEngine(global::StableSpamCompose.Cuda.CudaDevice device) =>");
        using (writer.Indented()) WriteEngine("", NewCudaEngine, ";", writer);
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"protected override {Host}TorchOptions CreateOptions() => new Options();");
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"protected override {Host}TorchState CreateState({Parameter} parameter) => new State(parameter);");
        WriteOptions(writer);
        WriteParamGroup(writer);
        WriteState(writer);
        foreach (StepPlan plan in Plans)
            new TensorPassEmitter(plan, NameOf(plan)).Write(writer);
    }

    protected override string EngineArguments(StepPlan plan) => $"new {TensorPassEmitter.NameOf(NameOf(plan))}()";

    private void WriteOptions(SourceWriter writer)
    {
        writer.Line().Line("/// <summary>The hyperparameters of a param group, all of which may be changed between steps; null takes the optimizer's.</summary>");
        using (writer.Block($"public sealed class Options : {Host}TorchOptions"))
        {
            writer.Line("/// <summary>Options with nothing set.</summary>");
            writer.Line("public Options()");
            using (writer.Block("    : base(Info)")) { }
            writer.Line().Line("/// <summary>Options by name; what is left out is not set.</summary>");
            writer.Line("/// <param name=\"settings\">Values by constructor name.</param>");
            writer.Line($"public Options({Settings})");
            using (writer.Block("    : base(Info, settings)")) { }
            for (int index = 0; index < Program.Hyperparameters.Count; index++)
            {
                HyperparameterSlot slot = Program.Hyperparameters[index];
                WriteSummary(slot, writer);
                writer.Line($"public {TypeOf(slot)}? {Identifiers.Escape(slot.Name)} {{ get => {(slot.IsInteger ? "(int?)" : "")}Get({NumberLiterals.Integer(index)}); set => Set({NumberLiterals.Integer(index)}, value); }}");
            }
        }
    }

    private void WriteParamGroup(SourceWriter writer)
    {
        writer.Line().Line("/// <summary>Parameters that share a learning rate and hyperparameters, all of which may be changed between steps.</summary>");
        using (writer.Block($"public sealed class ParamGroup : {string.Join(", ", new[] { Host + "TorchParamGroup<Options>" }.Concat(Interfaces()))}"))
        {
            writer.Line("/// <summary>A group whose parameters and options are set as properties.</summary>");
            writer.Line("public ParamGroup()");
            using (writer.Block()) { }
            foreach (string parameters in new[] { Parameters, NamedParameters })
            {
                string named = parameters == NamedParameters ? "named parameters" : "parameters";
                writer.Line().Line($"/// <summary>A group of {named}.</summary>");
                writer.Line("/// <param name=\"parameters\">The parameters.</param>");
                writer.Line("/// <param name=\"options\">The hyperparameters; what is null in them takes the optimizer's.</param>");
                writer.Line($"public ParamGroup({parameters}, Options options)");
                using (writer.Block("    : base(parameters, options)")) { }
                writer.Line().Line($"/// <summary>A group of {named} with the given hyperparameters; what is left out takes the optimizer's.</summary>");
                WriteDocumentation(writer);
                WriteSignature("ParamGroup", parameters, ["bool? maximize = null"], writer, isOptional: true);
                using (writer.Block($"    : base(parameters, {NewOptions()})")) { }
            }
            foreach (HyperparameterSlot slot in Program.Hyperparameters)
            {
                WriteSummary(slot, writer);
                string option = "Options." + Identifiers.Escape(slot.Name);
                writer.Line($"public {TypeOf(slot)} {Identifiers.Pascal(slot.Name)} {{ get => {option}!.Value; set => {option} = value; }}");
            }
            WriteInterfaces(
                writer,
                isVisible: _ => true,
                get: index => $"Options.{Program.Hyperparameters[index].Name}!.Value",
                set: (index, value) => $"Options.{Program.Hyperparameters[index].Name} = {value}",
                OfTheGroup);
        }
    }

    private void WriteState(SourceWriter writer)
    {
        writer.Line().Line("/// <summary>What is kept for a parameter. The tensors are the optimizer's own.</summary>");
        using (writer.Block($"public sealed class State : {Host}TorchState"))
        {
            writer.Line("internal State(global::TorchSharp.Modules.Parameter parameter)");
            using (writer.Block("    : base(parameter)")) { }
            var names = new NamePool(["State", "Name", "UpdateClock", "IsUpdated", "StateNames", "Item", "GetNumber", "SetNumber", "GetTensor", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize", "Dispose", "Initialize", "SaveStateDict", "LoadStateDict", "ApproximatelyEquals"]);
            foreach (StateSlot state in Plans.SelectMany(plan => plan.Program.States).GroupBy(state => state.Name).Select(same => same.First()))
            {
                string property = names.Take(Identifiers.Pascal(state.Name));
                string name = Comments.Literal(state.Name);
                string role = state.Role.Length > 0 ? $": the {Comments.Xml(state.Role)}" : "";
                writer.Line().Line($"/// <summary>{Comments.Xml(state.Name)}{role}, {Count(state.Scope)}.</summary>");
                writer.Line(!state.Scope.IsWholeTensor()
                    ? $"public global::TorchSharp.torch.Tensor {property} => this[{name}];"
                    : $"public double {property} {{ get => GetNumber({name}); set => SetNumber({name}, value); }}");
            }
        }
    }

    private void WriteInterfaces(
        SourceWriter writer, Func<string, bool> isVisible, Func<int, string> get, Func<int, string, string> set, string whose)
    {
        if (HasBetas)
        {
            (int first, int second) = (IndexOf("beta1"), IndexOf("beta2"));
            writer.Line().Line($"/// <summary>The decays of both moments, {whose}.</summary>");
            using (writer.Block(Header("Betas", "(double, double)", "IBetas", isVisible)))
            {
                writer.Line($"get => ({get(first)}, {get(second)});");
                using (writer.Block("set"))
                {
                    writer.Line(set(first, "value.Item1") + ";");
                    writer.Line(set(second, "value.Item2") + ";");
                }
            }
        }
        // A group has the property of the hyperparameter, which is the interface's.
        if (HasMomentum && whose != OfTheGroup)
        {
            int momentum = IndexOf("momentum");
            writer.Line().Line($"/// <summary>The decay of the moving average, {whose}.</summary>");
            using (writer.Block(Header("Momentum", "double", "IMomentum", isVisible)))
            {
                writer.Line($"get => {get(momentum)};");
                writer.Line($"set => {set(momentum, "value")};");
            }
        }
    }

    // A member cannot have the name of its class.
    private static string Header(string name, string type, string interfaceName, Func<string, bool> isVisible) =>
        isVisible(name) ? $"public {type} {name}" : $"{type} {Optim}{interfaceName}.{name}";

    private IEnumerable<string> Interfaces()
    {
        if (HasBetas) yield return Optim + "IBetas";
        if (HasMomentum) yield return Optim + "IMomentum";
    }

    private string NewOptions()
    {
        IEnumerable<string> values = Program.Hyperparameters.Select(slot => Identifiers.Escape(slot.Name)).Select(name => $"{name} = {name}");
        return $"new Options {{ {string.Join(", ", values.Prepend("LearningRate = lr").Append("maximize = maximize"))} }}";
    }

    private void WriteDocumentation(SourceWriter writer)
    {
        WriteParameterDocumentation(writer, "/// <param name=\"maximize\">Whether the gradient is climbed instead of descended.</param>");
    }

    private static void WriteSummary(HyperparameterSlot slot, SourceWriter writer)
    {
        writer.Line();
        if (Describe(slot) is { Length: > 0 } text) writer.Line($"/// <summary>{text}</summary>");
    }

    private static string Count(Scope scope) => scope switch
    {
        Scope.Step => "one number, known to the host",
        Scope.Group => "one number, shared by the group",
        Scope.Tensor => "one number",
        Scope.Element => "one number for each element",
        _ => $"one number for each {PartText.IndexOf(scope)}",
    };

    private bool Has(string hyperparameter) => IndexOf(hyperparameter) >= 0;

    private int IndexOf(string hyperparameter)
    {
        for (int index = 0; index < Program.Hyperparameters.Count; index++)
        {
            if (Program.Hyperparameters[index].Name == hyperparameter && !Program.Hyperparameters[index].IsInteger) return index;
        }
        return -1;
    }
}
