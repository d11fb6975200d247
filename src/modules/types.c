/* types.c - _types: the types that have no name in builtins. SPDX-License-Identifier: MIT */
#include "objects/module.h"

#define TYPE_CONSTANT(text, symbol) {.name = text, .kind = CONSTANT_A_TYPE, .pointer = &symbol}

static const ModuleConstant constants[] = {
    TYPE_CONSTANT("AsyncGeneratorType", async_generator_type),
    TYPE_CONSTANT("BuiltinFunctionType", builtin_function_type),
    TYPE_CONSTANT("BuiltinMethodType", builtin_function_type),
    TYPE_CONSTANT("CapsuleType", capsule_type),
    TYPE_CONSTANT("CellType", cell_type),
    TYPE_CONSTANT("ClassMethodDescriptorType", classmethod_descriptor_type),
    TYPE_CONSTANT("CodeType", code_type),
    TYPE_CONSTANT("CoroutineType", coroutine_type),
    TYPE_CONSTANT("EllipsisType", ellipsis_type),
    TYPE_CONSTANT("FrameType", frame_type),
    TYPE_CONSTANT("FunctionType", function_type),
    TYPE_CONSTANT("GeneratorType", generator_type),
    TYPE_CONSTANT("GenericAlias", generic_alias_type),
    TYPE_CONSTANT("GetSetDescriptorType", getset_descriptor_type),
    TYPE_CONSTANT("LambdaType", function_type),
    TYPE_CONSTANT("MappingProxyType", mapping_proxy_type),
    TYPE_CONSTANT("MemberDescriptorType", member_descriptor_type),
    TYPE_CONSTANT("MethodDescriptorType", method_descriptor_type),
    TYPE_CONSTANT("MethodType", method_type),
    TYPE_CONSTANT("MethodWrapperType", method_wrapper_type),
    TYPE_CONSTANT("ModuleType", module_type),
    TYPE_CONSTANT("NoneType", none_type),
    TYPE_CONSTANT("NotImplementedType", not_implemented_type),
    TYPE_CONSTANT("SimpleNamespace", simple_namespace_type),
    TYPE_CONSTANT("TracebackType", traceback_type),
    TYPE_CONSTANT("UnionType", union_type),
    TYPE_CONSTANT("WrapperDescriptorType", wrapper_descriptor_type),
    {.kind = CONSTANT_END},
};

const ModuleDef module_types = {.name = "_types", .doc = "Define names for built-in types.", .constants = constants};
