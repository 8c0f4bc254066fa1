using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Model;

namespace StableSpamCompose.Schema.Tests;

/// <summary>Writes the schemas of recipes from the library, so that an editor completes its transforms, with what each does and takes.</summary>
internal static class RecipeSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";
    private const string TypeName = "^[A-Z][A-Za-z0-9]*$";
    private const string ValueName = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$";
    private const string Interval = @"^\s*[\[(].*,.*[\])]\s*$";

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The schema of <c>*.optimizer.yaml</c>.</summary>
    public static string Optimizer() => Write(Document(
        "An optimizer of StableSpam.Compose",
        ["optimizer", "chain"],
        new()
        {
            ["optimizer"] = Name(TypeName, "Name of the optimizer's class."),
            ["summary"] = Text("One line of what it does; becomes the documentation of the class."),
            ["source"] = Text("Paper and equation, or program, that it is from."),
            ["lr"] = Declaration("Default and range of the learning rate.", isLearningRate: true),
            ["hyperparameters"] = Named("Hyperparameters of the optimizer itself, in the order of its constructor.", Reference("hyperparameter")),
            ["chains"] = new JsonObject
            {
                ["description"] = "Chains of the parameters whose names match a pattern; the first that matches is theirs.",
                ["type"] = "array",
                ["items"] = NamedChain(),
            },
            ["chain"] = Chain("The transforms, from the gradient down; with 'chains:', of all parameters that no pattern matches."),
            ["relations"] = new JsonObject
            {
                ["description"] = "Conditions on the learning rate and the hyperparameters, such as beta1 <= beta2.",
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
            },
            ["budget"] = Object(
                "What the plan may cost; the build fails when it costs more.",
                new()
                {
                    ["state_bytes_per_parameter"] = AtLeastZero("Bytes of state for each element of a parameter, in fp32."),
                    ["traffic_bytes_per_parameter"] = AtLeastZero("Bytes that a step reads and writes for each element, in fp32."),
                    ["passes"] = AtLeastZero("Passes over the elements."),
                }),
        },
        new() { ["hyperparameter"] = Declaration("A hyperparameter.", isLearningRate: false), ["link"] = Link(), ["setting"] = Setting() }));

    /// <summary>The schema of <c>*.transform.yaml</c>.</summary>
    public static string Transform() => Write(Document(
        "A transform of StableSpam.Compose",
        ["transform"],
        new()
        {
            ["transform"] = Name(TypeName, "Name of the transform in chains."),
            ["summary"] = Text("One line of what it does."),
            ["source"] = Text("Paper and equation, or program, that the rule is from."),
            ["hyperparameters"] = Named("Its hyperparameters: numbers, flags and choices.", Reference("hyperparameter")),
            ["state"] = Named("What it keeps from step to step.", Reference("state")),
            ["uses"] = Named("States of later transforms that it reads: a name, and the role of the state.", new JsonObject { ["type"] = "string" }),
            ["before"] = new JsonObject
            {
                ["description"] = "Transforms that it should stand before in a chain, and why.",
                ["type"] = "object",
                ["propertyNames"] = new JsonObject { ["pattern"] = TypeName },
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
            },
            ["view"] = Words("How rows and columns are taken of a tensor.", DeclaredWord.Views),
            ["apply"] = Words("own: the rule moves w itself.", DeclaredWord.Applications),
            ["parameter"] = Object("How the parameter is rounded when it is stored.", Rounding()),
            ["rule"] = new JsonObject
            {
                ["description"] = "The rule, one statement a line, or one for each shape.",
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["type"] = "string" },
                    Object("A rule for each shape.", new(DeclaredWord.Shapes.Select(shape => KeyValuePair.Create<string, JsonNode?>(shape, new JsonObject { ["type"] = "string" }))))),
            },
            ["replaces"] = Name(TypeName, "The library's transform of the same name that it takes the place of."),
        },
        new() { ["hyperparameter"] = Declaration("A hyperparameter.", isLearningRate: false), ["state"] = State() },
        // A transform may do nothing but round.
        anyOf: ["rule", "parameter"]));

    private static JsonObject Document(string title, string[] required, JsonObject properties, JsonObject definitions, params string[] anyOf)
    {
        var schema = new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = title,
            ["type"] = "object",
            ["required"] = new JsonArray([.. required.Select(key => JsonValue.Create(key))]),
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["$defs"] = definitions,
        };
        if (anyOf.Length > 0) schema["anyOf"] = new JsonArray([.. anyOf.Select(key => new JsonObject { ["required"] = new JsonArray(key) })]);
        return schema;
    }

    private static JsonObject Declaration(string description, bool isLearningRate)
    {
        var properties = new JsonObject
        {
            ["default"] = new JsonObject
            {
                ["description"] = isLearningRate ? "Its default." : "Its default: a number, true, false, or one of the choices.",
                ["type"] = isLearningRate ? new JsonArray("number", "string") : new JsonArray("number", "boolean", "string"),
            },
            ["range"] = new JsonObject { ["description"] = "What it may be, in quotes: \"[0, 1)\".", ["type"] = "string", ["pattern"] = Interval },
            ["why"] = Text("What goes wrong outside the range, for messages."),
        };
        if (!isLearningRate)
        {
            properties["type"] = Words("Whether it takes whole numbers only.", DeclaredWord.Types);
            properties["choices"] = new JsonObject
            {
                ["description"] = "The values of a choice.",
                ["type"] = "array",
                ["minItems"] = 2,
                ["items"] = new JsonObject { ["type"] = new JsonArray("string", "boolean") },
            };
        }
        properties["summary"] = Text("One line of what it does.");
        JsonObject declaration = Object(description, properties);
        declaration["required"] = new JsonArray("default");
        return declaration;
    }

    private static JsonObject State()
    {
        JsonObject state = Object(
            "A state.",
            new()
            {
                ["per"] = Words("What there is one value for.", DeclaredWord.StateScopes),
                ["type"] = Words("How an element state lies in memory; float32 where it is not given.", DeclaredWord.StateTypes),
                ["rounding"] = Rounding()["rounding"]!.DeepClone(),
                ["seed"] = Rounding()["seed"]!.DeepClone(),
                ["role"] = Text("What it means, so that other transforms find it: first moment, second moment."),
                ["moment"] = new JsonObject { ["description"] = "Whether a momentum reset clears it.", ["type"] = "boolean" },
                ["initial"] = new JsonObject { ["description"] = "Its value before the first update; 0 where it is not given.", ["type"] = new JsonArray("number", "string") },
                ["when"] = new JsonObject { ["description"] = "The flags and choices under which it exists.", ["type"] = new JsonArray("string", "boolean") },
                ["for"] = Words("The shape for which it exists.", DeclaredWord.Shapes),
            });
        state["required"] = new JsonArray("per");
        return state;
    }

    private static JsonObject Rounding() => new()
    {
        ["rounding"] = Words("How it is rounded when it is stored; nearest where it is not given.", DeclaredWord.Roundings),
        ["seed"] = new JsonObject { ["description"] = "The hyperparameter that draws the random numbers of stochastic rounding.", ["type"] = new JsonArray("number", "string") },
    };

    private static JsonObject Chain(string description) =>
        new() { ["description"] = description, ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("link") };

    private static JsonObject NamedChain()
    {
        JsonObject named = Object(
            "A chain of some parameters.",
            new() { ["match"] = Text("A pattern for the whole name: * stands for any characters, ? for one."), ["chain"] = Chain("Their transforms.") });
        named["required"] = new JsonArray("match", "chain");
        return named;
    }

    private static JsonObject Link()
    {
        IEnumerable<TransformModel> library = RecipeLibrary.Transforms.Transforms.OrderBy(transform => transform.Name.Text, StringComparer.Ordinal).ToList();
        IEnumerable<JsonNode> names = library.Select(transform => new JsonObject { ["const"] = transform.Name.Text, ["description"] = transform.Summary });
        return new JsonObject
        {
            ["description"] = "A transform, alone or with its settings.",
            ["anyOf"] = new JsonArray(
            [
                .. names,
                new JsonObject { ["type"] = "string", ["pattern"] = TypeName },
                new JsonObject
                {
                    ["type"] = "object",
                    ["minProperties"] = 1,
                    ["maxProperties"] = 1,
                    ["propertyNames"] = new JsonObject { ["pattern"] = TypeName },
                    ["properties"] = new JsonObject(library.Select(transform => KeyValuePair.Create<string, JsonNode?>(transform.Name.Text, Settings(transform)))),
                    ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("object", "null"), ["additionalProperties"] = Reference("setting") },
                },
            ]),
        };
    }

    private static JsonObject Settings(TransformModel transform)
    {
        var properties = new JsonObject { ["as"] = Name(TypeName, "The name under which this use saves its state.") };
        foreach (HyperparameterModel hyperparameter in transform.Hyperparameters) properties[hyperparameter.Name.Text] = Setting(hyperparameter);
        JsonObject settings = Object(transform.Summary, properties);
        settings["type"] = new JsonArray("object", "null");
        return settings;
    }

    private static JsonObject Setting(HyperparameterModel hyperparameter)
    {
        string range = hyperparameter.Range.Text.Length > 0 ? $"In {hyperparameter.Range.Text}." : "";
        var setting = new JsonObject { ["description"] = string.Join(' ', new[] { hyperparameter.Summary, range }.Where(part => part.Length > 0)) };
        switch (hyperparameter.Kind)
        {
            case HyperparameterKind.Flag:
                setting["type"] = "boolean";
                setting["default"] = hyperparameter.StructuralDefault == "true";
                return setting;
            case HyperparameterKind.Choice:
                setting["enum"] = new JsonArray([.. hyperparameter.Choices.Select(choice => JsonValue.Create(choice))]);
                setting["default"] = hyperparameter.StructuralDefault;
                return setting;
        }
        setting["default"] = hyperparameter.Default.Value;
        JsonObject number = Number(hyperparameter);
        setting["anyOf"] = new JsonArray(number.DeepClone(), new JsonObject { ["type"] = "string" }, Fixed(number));
        return setting;
    }

    private static JsonObject Setting() => new()
    {
        ["description"] = "A number, true or false, a choice, or an expression of the optimizer's hyperparameters, t and k.",
        ["anyOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("number", "boolean", "string") }, Fixed(new JsonObject { ["type"] = "number" })),
    };

    private static JsonObject Fixed(JsonObject number) => Object("Baked in rather than taken by the constructor.", new() { ["fixed"] = number });

    private static JsonObject Number(HyperparameterModel hyperparameter)
    {
        HyperparameterRange range = hyperparameter.Range;
        var number = new JsonObject { ["type"] = hyperparameter.Kind == HyperparameterKind.Integer ? "integer" : "number" };
        if (!double.IsInfinity(range.Low)) number[range.LowIncluded ? "minimum" : "exclusiveMinimum"] = range.Low;
        if (!double.IsInfinity(range.High)) number[range.HighIncluded ? "maximum" : "exclusiveMaximum"] = range.High;
        return number;
    }

    private static JsonObject Named(string description, JsonObject value) => new()
    {
        ["description"] = description,
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = ValueName },
        ["additionalProperties"] = value,
    };

    private static JsonObject Object(string description, JsonObject properties) =>
        new() { ["description"] = description, ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };

    private static JsonObject Name(string pattern, string description) => new() { ["description"] = description, ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = new JsonArray("string", "number", "boolean") };

    private static JsonObject Words(string description, IReadOnlyList<string> words) =>
        new() { ["description"] = description, ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    private static JsonObject AtLeastZero(string description) => new() { ["description"] = description, ["type"] = "number", ["minimum"] = 0 };

    private static JsonObject Reference(string definition) => new() { ["$ref"] = "#/$defs/" + definition };

    private static string Write(JsonObject schema) => schema.ToJsonString(Layout) + "\n";
}
