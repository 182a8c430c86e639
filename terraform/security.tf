################################################################################
# Who may speak to whom: allowed_cidrs → load balancer → instances → Valkey, and instances → registry and logs (443).
# There is no SSH and no key pair.
################################################################################

# What is launched into this VPC without naming a group gets this one, which allows nothing. Of a VPC that exists it is not ours.
resource "aws_default_security_group" "this" {
  count = local.makes_network ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = "${local.name}-default-unused" })
}

resource "aws_security_group" "alb" {
  name        = "${local.name}-alb"
  description = "Load balancer of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-alb" })
}

resource "aws_vpc_security_group_ingress_rule" "alb_from_clients" {
  for_each = { for pair in setproduct(local.https ? [80, 443] : [80], var.allowed_cidrs) : "${pair[0]} from ${pair[1]}" => { port = pair[0], cidr = pair[1] } }

  security_group_id = aws_security_group.alb.id
  description       = "Clients"
  cidr_ipv4         = each.value.cidr
  from_port         = each.value.port
  to_port           = each.value.port
  ip_protocol       = "tcp"
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "alb_to_app" {
  security_group_id            = aws_security_group.alb.id
  description                  = "Instances"
  referenced_security_group_id = aws_security_group.app.id
  from_port                    = local.app_port
  to_port                      = local.app_port
  ip_protocol                  = "tcp"
  tags                         = local.tags
}

resource "aws_security_group" "app" {
  name        = "${local.name}-app"
  description = "Chat instances of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-app" })
}

resource "aws_vpc_security_group_ingress_rule" "app_from_alb" {
  security_group_id            = aws_security_group.app.id
  description                  = "Load balancer"
  referenced_security_group_id = aws_security_group.alb.id
  from_port                    = local.app_port
  to_port                      = local.app_port
  ip_protocol                  = "tcp"
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "app_to_https" {
  security_group_id = aws_security_group.app.id
  description       = "Operating system packages, the image's registry, CloudWatch Logs"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = local.tags
}

moved {
  from = aws_default_security_group.this
  to   = aws_default_security_group.this[0]
}
