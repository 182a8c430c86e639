################################################################################
# Shared state: a Valkey store, only with var.shared_state_enabled.
################################################################################

resource "aws_security_group" "valkey" {
  count = var.shared_state_enabled ? 1 : 0

  name        = "${local.name}-valkey"
  description = "Valkey of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-valkey" })
}

resource "aws_vpc_security_group_ingress_rule" "valkey_from_app" {
  count = var.shared_state_enabled ? 1 : 0

  security_group_id            = aws_security_group.valkey[0].id
  description                  = "Instances"
  referenced_security_group_id = aws_security_group.app.id
  from_port                    = local.valkey_port
  to_port                      = local.valkey_port
  ip_protocol                  = "tcp"
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "app_to_valkey" {
  count = var.shared_state_enabled ? 1 : 0

  security_group_id            = aws_security_group.app.id
  description                  = "Valkey"
  referenced_security_group_id = aws_security_group.valkey[0].id
  from_port                    = local.valkey_port
  to_port                      = local.valkey_port
  ip_protocol                  = "tcp"
  tags                         = local.tags
}

resource "aws_elasticache_subnet_group" "this" {
  count = var.shared_state_enabled ? 1 : 0

  name       = local.name
  subnet_ids = local.instance_subnet_ids
  tags       = local.tags
}

# ElastiCache's default throws keys away when the memory is full: rooms would vanish instead of being refused.
resource "aws_elasticache_parameter_group" "this" {
  count = var.shared_state_enabled ? 1 : 0

  name        = local.name
  description = "Rooms of ${local.name}"
  family      = "valkey8"
  tags        = local.tags

  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

# One node: enough to show that rooms outlive instances. It holds the rooms and nothing else, speaks TLS only and can be
# reached from the instances' security group only; there is no password, which would have to stand in the state file.
resource "aws_elasticache_replication_group" "this" {
  count = var.shared_state_enabled ? 1 : 0

  replication_group_id       = local.name
  description                = "Rooms of ${local.name}"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 1
  port                       = local.valkey_port
  parameter_group_name       = aws_elasticache_parameter_group.this[0].name
  subnet_group_name          = aws_elasticache_subnet_group.this[0].name
  security_group_ids         = [aws_security_group.valkey[0].id]
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auto_minor_version_upgrade = true
  apply_immediately          = true
  tags                       = local.tags
}
